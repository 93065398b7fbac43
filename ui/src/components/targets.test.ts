import { describe, expect, it } from 'vitest';
import { asTargets, hasVoice, sameWishes, targetsOf } from './targets';

const LANGUAGES = {
  sources: ['en', 'es'],
  tiers: ['tiny'],
  voices: [
    { language: 'en', names: ['unit'] },
    { language: 'ca', names: [] },
  ],
  pairs: [
    { source: 'en', target: 'es', pack: 'p1' },
    { source: 'en', target: 'ca', pack: 'p2' },
    { source: 'en', target: 'es', pack: 'p3' },
    { source: 'es', target: 'en', pack: 'p4' },
  ],
};
describe('the languages of a channel', () => {
  it.each([
    ['en', ['ca', 'es']],
    ['es', ['en']],
    ['auto', ['ca', 'en', 'es']],
    ['fr', []],
  ])('offers what %s can be translated into', (source, targets) => {
    expect(targetsOf(LANGUAGES, source)).toEqual(targets);
  });

  it('are spoken where a voice is installed', () => {
    expect(hasVoice(LANGUAGES, 'en')).toBe(true);
    expect(hasVoice(LANGUAGES, 'ca')).toBe(false);
    expect(hasVoice(LANGUAGES, 'fr')).toBe(false);
  });

  it('go to the API without a voice where none is wished', () => {
    expect(
      asTargets([
        { language: 'es', dub: true },
        { language: 'ca', dub: false },
      ]),
    ).toEqual([{ language: 'es', dub: true }, { language: 'ca' }]);
  });

  it('are the same in any order, and not with another voice', () => {
    const es = { language: 'es', dub: false };
    const ca = { language: 'ca', dub: false };
    expect(sameWishes([es, ca], [ca, es])).toBe(true);
    expect(sameWishes([es], [{ ...es, dub: true }])).toBe(false);
  });
});

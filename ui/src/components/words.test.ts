import { describe, expect, it } from 'vitest';
import { direction, duration, languageName, mediaTime, sentence } from './words';

describe('words', () => {
  it.each([
    ['es', 'Spanish'],
    ['pt-BR', 'Brazilian Portuguese'],
    ['auto', 'Detected language'],
    ['not a tag', 'not a tag'],
  ])('names %s', (tag, name) => {
    expect(languageName(tag)).toBe(name);
  });

  it.each([
    ['en', 'ltr'],
    ['ar', 'rtl'],
    ['he-IL', 'rtl'],
    ['az-Arab', 'rtl'],
    ['ks-Deva', 'ltr'],
    ['ur-Latn', 'ltr'],
  ])('writes %s %s', (tag, dir) => {
    expect(direction(tag)).toBe(dir);
  });

  it.each([
    [0, '0:00'],
    [81_299, '1:21'],
    [3_671_000, '1:01:11'],
  ])('%i ms into the session is %s', (ms, words) => {
    expect(mediaTime(ms)).toBe(words);
  });

  it.each([
    [12.4, '12 ms'],
    [2_340, '2.3 s'],
    [95_000, '1 min 35 s'],
    [3_900_000, '1 h 5 min'],
  ])('%d ms is %s', (ms, words) => {
    expect(duration(ms)).toBe(words);
  });
});

describe('sentence', () => {
  it('ends what does not end', () => {
    expect(sentence('trying again')).toBe('trying again.');
    expect(sentence('Nothing.')).toBe('Nothing.');
    expect(sentence('')).toBe('');
  });
});

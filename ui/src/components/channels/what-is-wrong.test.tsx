// @vitest-environment happy-dom
import { cleanup, render } from '@testing-library/react';
import { afterEach, expect, it } from 'vitest';
import { WhatIsWrong } from './WhatIsWrong';

afterEach(cleanup);

const NOTHING = { state: 'on-air', message: '', action: '', party: '', notYet: null };
const words = (props: Partial<typeof NOTHING> | { notYet: string }) =>
  render(<WhatIsWrong {...NOTHING} {...props} />).container.textContent;

it.each([
  ['says nothing when nothing is the matter', {}, ''],
  ['says what is wrong', { message: 'The origin answers 503.' }, 'The origin answers 503.'],
  ['says whose turn it is', { action: 'Ask the origin.' }, 'To do: Ask the origin.'],
  [
    'names the cause of trouble',
    { state: 'failed', message: 'No sound.', party: 'SOURCE' },
    'No sound.Cause: The source.',
  ],
  [
    'says once what both say',
    { message: 'waiting for a bridge,', notYet: 'waiting for a bridge, for 4 s' },
    'Not yet as wished: waiting for a bridge, for 4 s',
  ],
])('%s', (_, props, said) => {
  expect(words(props)).toBe(said);
});

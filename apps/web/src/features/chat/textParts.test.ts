import { describe, expect, it } from 'vitest';
import { textParts } from './textParts.ts';

const links = (message: string) =>
  textParts(message)
    .filter((part) => part.type === 'link')
    .map((part) => part.text);

describe('UI-16: links in a message', () => {
  it.each([
    ['plain words', []],
    ['see https://example.org/a?b=c#d now', ['https://example.org/a?b=c#d']],
    ['end of sentence: https://example.org.', ['https://example.org']],
    ['(https://example.org/a)', ['https://example.org/a']],
    ['https://en.example.org/wiki/A_(b)', ['https://en.example.org/wiki/A_(b)']],
    ['http://a.example and https://b.example!', ['http://a.example', 'https://b.example']],
    ['javascript:alert(1) data:text/html,x', []],
    ['<a href="https://example.org">x</a>', ['https://example.org']],
    ['https://', []],
    ['on www.example.org/a, not www. or awww.example', ['www.example.org/a']],
  ])('%s', (message, expected) => {
    expect(links(message)).toEqual(expected);
  });

  it('an address without its scheme is asked for by https', () => {
    expect(textParts('www.example.org')).toEqual([
      { type: 'link', text: 'www.example.org', href: 'https://www.example.org/' },
    ]);
  });

  it('loses no character of the message', () => {
    const message = 'Look: https://example.org/x), and <b>this</b>.\nhttps://example.org';
    expect(
      textParts(message)
        .map((part) => part.text)
        .join(''),
    ).toBe(message);
  });
});

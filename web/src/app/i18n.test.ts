import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { english } from './i18n';

function filesUnder(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? filesUnder(path) : [path];
  });
}

function keysOf(value: object, prefix = ''): string[] {
  return Object.entries(value).flatMap(([key, inner]: [string, unknown]) =>
    typeof inner === 'object' && inner !== null ? keysOf(inner, `${prefix}${key}.`) : [`${prefix}${key}`],
  );
}

const sources = filesUnder('src').filter((path) => /\.tsx?$/.test(path) && !/\.test\./.test(path));
const every = new Set(Object.entries(english).flatMap(([space, texts]) => keysOf(texts).map((key) => `${space}:${key}`)));
const plural = (key: string) => every.has(`${key}_one`) && every.has(`${key}_other`);

/** Every literal key a file asks for, with its namespace. */
function askedBy(path: string): string[] {
  const text = readFileSync(path, 'utf8');
  const space = /useTranslation\(\[?'([\w-]+)'/.exec(text)?.[1] ?? /TFunction<'([\w-]+)'>/.exec(text)?.[1] ?? 'common';
  return [...text.matchAll(/\bt\('([\w.:-]+)'/g)].map(([, key = '']) => (key.includes(':') ? key : `${space}:${key}`));
}

describe('the texts', () => {
  it('has every key that the code asks for', () => {
    const missing = sources.flatMap((path) => askedBy(path).filter((key) => !every.has(key) && !plural(key)).map((key) => `${path}: ${key}`));
    expect(missing).toEqual([]);
  });

  it('has a file of texts for every feature, and knows it', () => {
    const features = readdirSync('src/features');
    expect(features.filter((name) => !(name in english))).toEqual([]);
  });

  it('has no empty text', () => {
    const texts = Object.values(english).flatMap((space) => JSON.stringify(space).match(/":""/g) ?? []);
    expect(texts).toEqual([]);
  });

  it('keeps both forms of a plural', () => {
    const one = [...every].filter((key) => key.endsWith('_one'));
    expect(one.filter((key) => !every.has(key.replace(/_one$/, '_other')))).toEqual([]);
  });
});

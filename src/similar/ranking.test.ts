import { describe, expect, it } from 'vitest';
import { calibrationOf } from './calibrate.ts';
import { diversify } from './diverse.ts';
import { fuse } from './fuse.ts';
import { keywordsOf } from './terms.ts';

const named = (ids: string) => [...ids].map((id) => ({ id }));

describe('fuse', () => {
  it('puts what both rankings list before what one lists, and keeps the order of a single one', () => {
    const order = (...rankings: string[]) =>
      fuse(rankings.map(named))
        .map(({ item }) => item.id)
        .join('');
    expect(order('abc')).toBe('abc');
    expect(order('abc', 'dc')).toBe('cadb');
  });
});

describe('keywordsOf', () => {
  it.each([
    ['why does foo.bar() fail?', ['foo bar', 'foo', 'bar', 'fail']],
    ['ERR_CONN_RESET', ['err conn reset', 'err', 'conn', 'reset']],
    ['the printer is on fire', ['printer', 'fire']],
    ['will the test of monday help?', ['test', 'monday', 'help']],
    [`it wouldn't print, I've tried`, ['print', 'tried']],
    ['who is it', ['who', 'is', 'it']],
    ['', []],
    [`'; drop table message; -- \\`, ['drop', 'table', 'message']],
  ])('%j', (text, expected) => {
    expect(keywordsOf(text).map(({ parts }) => parts.join(' '))).toEqual(expected);
  });
});

describe('diversify', () => {
  it('passes over what repeats the first, and drops nothing', () => {
    const data = Float32Array.of(1, 0, 1, 0, 0, 1);
    const calibration = calibrationOf(Float32Array.of(-1, 0, 1));
    expect(diversify([1, 0.9, 0.8], { data, rows: 3, columns: 2 }, calibration)).toEqual([0, 2, 1]);
  });
});

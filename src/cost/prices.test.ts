import { expect, it } from 'vitest';
import { loadConfig } from '../config.ts';
import { dollarsFor, priceOf } from './prices.ts';

it.each([
  ['text-embedding-3-small', {}, 0.02],
  ['gpt-5-mini-2025-08-07', {}, 0.25],
  ['bge-m3', {}, undefined],
  ['bge-m3', { OPENAI_BASE_URL: 'http://localhost:11434/v1' }, 0],
  ['bge-m3', { OPENAI_BASE_URL: 'http://172.20.1.2:8000/v1' }, 0],
  ['bge-m3', { OPENAI_BASE_URL: 'http://ollama:11434/v1' }, 0],
  ['bge-m3', { OPENAI_BASE_URL: 'http://[::1]:8000/v1' }, 0],
  ['bge-m3', { OPENAI_BASE_URL: 'https://models.example.com/v1' }, undefined],
  ['bge-m3', { OPENAI_BASE_URL: 'http://172.32.1.2:8000/v1' }, undefined],
  ['text-embedding-3-small', { OPENAI_BASE_URL: 'http://127.0.0.1:4000/v1' }, 0.02],
  ['bge-m3', { HUBBUB_PRICE_PER_MILLION_TOKENS: 'e5=1, bge-m3=0.01' }, 0.01],
  ['text-embedding-3-small', { HUBBUB_PRICE_PER_MILLION_TOKENS: 'text-embedding-3-small=$0.03' }, 0.03],
])('knows what %s costs with %j', (model, settings, input) => {
  const config = loadConfig({ OPENAI_API_KEY: 'k', ...settings });
  expect(priceOf(model, { prices: config.prices, baseUrl: config.openai?.baseUrl })?.input).toBe(input);
});

it('counts what is read and what is written', () => {
  const { prices } = loadConfig({ HUBBUB_PRICE_PER_MILLION_TOKENS: 'm=0.75/4.50' });
  expect(dollarsFor(prices.m!, { input: 1_000_000, output: 2_000_000 })).toBeCloseTo(9.75);
});

it.each([
  { HUBBUB_BUDGET_USD: 'a lot' },
  { HUBBUB_BUDGET_USD: '-1' },
  { HUBBUB_PRICE_PER_MILLION_TOKENS: '0.02' },
  { HUBBUB_PRICE_PER_MILLION_TOKENS: 'm=cheap' },
])('refuses %j in words', (settings) => {
  expect(() => loadConfig(settings)).toThrow(new RegExp(`${Object.keys(settings)[0]} expects`));
});

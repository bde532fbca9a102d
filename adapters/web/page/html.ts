import htm from 'htm';
import { type ComponentChild, h } from 'preact';

export type Child = ComponentChild;

type Html = (strings: TemplateStringsArray, ...values: unknown[]) => Child;

/**
 * Markup as a template. Whatever is put into it becomes text or a property, never markup.
 *
 * @example
 * html`<p class="quiet">${message.text}</p>`
 */
// Its types describe what CommonJS would import.
export const html: Html = (htm as unknown as { bind(create: typeof h): Html }).bind(h);

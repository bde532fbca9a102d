/** Makes a string storable: databases refuse NUL and half a surrogate pair, and an export may hold both. */
export const storable = (text: string): string => text.replaceAll('\0', '').toWellFormed();

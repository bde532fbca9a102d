/**
 * A bare link as a person would read it aloud: host and path, without scheme, `www.`, query and fragment.
 *
 * @example
 * readableUrl('https://www.example.com/guides/first%20steps?utm_source=chat#top') // 'example.com/guides/first steps'
 */
export function readableUrl(url: string): string {
  const parsed = URL.parse(url);
  if (!parsed) return url;
  const path = decode(parsed.pathname).replace(/\/$/, '');
  if (parsed.protocol === 'mailto:' || parsed.protocol === 'tel:') return path;
  return parsed.host ? parsed.host.replace(/^www\./, '') + path : url;
}

function decode(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

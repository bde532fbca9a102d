/** A query of this length names something (`?v=...`); what is longer is tracking and state. */
const LONGEST_QUERY = 30;

/**
 * A bare link as a person would read it aloud: host, path and short query, without scheme, `www.` and fragment.
 *
 * @example
 * readableUrl('https://www.example.com/guides/first%20steps?page=2#top') // 'example.com/guides/first steps?page=2'
 */
export function readableUrl(url: string): string {
  const parsed = URL.parse(url);
  if (!parsed) return url;
  const path = decode(parsed.pathname).replace(/\/$/, '');
  if (parsed.protocol === 'mailto:' || parsed.protocol === 'tel:') return path;
  const query = parsed.search.length > LONGEST_QUERY ? '' : decode(parsed.search);
  return parsed.host ? parsed.host.replace(/^www\./, '') + path + query : url;
}

function decode(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

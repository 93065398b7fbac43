// Next.js puts small inline scripts into each exported page. Instead of allowing every inline script, each page gets a
// content security policy that names its own by digest: nothing else can run beside the owner token.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const out = 'out';
const pages = readdirSync(out, { recursive: true }).filter((name) => name.endsWith('.html'));

for (const name of pages) {
  const file = join(out, name);
  const html = readFileSync(file, 'utf8');
  const inline = [...html.matchAll(/<script(?![^>]*\ssrc=)[^>]*>([\s\S]*?)<\/script>/g)].map((match) => match[1]);
  const digests = inline.map((script) => `'sha256-${createHash('sha256').update(script).digest('base64')}'`);
  const policy = [
    "default-src 'none'",
    `script-src 'self' ${[...new Set(digests)].join(' ')}`,
    "style-src 'self' 'unsafe-inline'", // style attributes: widths of the lag bars
    "img-src 'self' data:",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  const head = /<head[^>]*>/.exec(html);
  if (!head) {
    throw new Error(`${file} has no <head>: nowhere to put its content security policy`);
  }
  const at = head.index + head[0].length;
  writeFileSync(
    file,
    `${html.slice(0, at)}<meta http-equiv="Content-Security-Policy" content="${policy}"/>${html.slice(at)}`,
  );
}
console.log(`Sealed ${pages.length} pages.`);

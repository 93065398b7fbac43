// Takes pictures of a running stack, light and dark, wide and narrow, into ui/look/. It looks; a person judges.
//   npm run look -- --base http://127.0.0.1:18080 --token "$(cat ../.streamlation/owner-token)" [--session ID] [--wait SECONDS] [--browser PATH]
// The browser is the system's Chromium (Debian: apt-get install chromium). Exit code 1: a page logged an error.
import { mkdirSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright-core';

const { values: given } = parseArgs({
  options: {
    base: { type: 'string', default: 'http://127.0.0.1:18080' },
    token: { type: 'string' },
    session: { type: 'string' },
    wait: { type: 'string', default: '8' },
    browser: { type: 'string', default: '/usr/bin/chromium' },
    out: { type: 'string', default: 'look' },
  },
});
if (!given.token) {
  console.error('--token is missing: the owner token of the running stack.');
  process.exit(2);
}

const complaints = [];
const browser = await chromium.launch({
  executablePath: given.browser,
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
});
mkdirSync(given.out, { recursive: true });

const session = given.session ?? (await newestSession());
const pages = [
  { name: 'channels', path: '/' },
  { name: 'new', path: '/new' },
  ...(session
    ? [{ name: 'live', path: `/live?session=${encodeURIComponent(session)}`, waitS: Number(given.wait) }]
    : []),
];
const views = [
  { name: 'light', colorScheme: 'light', viewport: { width: 1360, height: 860 } },
  { name: 'dark', colorScheme: 'dark', viewport: { width: 1360, height: 860 } },
  { name: 'narrow', colorScheme: 'light', viewport: { width: 390, height: 844 } },
];

for (const view of views) {
  const context = await browser.newContext({ colorScheme: view.colorScheme, viewport: view.viewport });
  await picture(context, 'sign-in', '/', view.name, 1);
  await context.addInitScript((token) => sessionStorage.setItem('streamlation.token', token), given.token);
  for (const { name, path, waitS = 2 } of pages) {
    await picture(context, name, path, view.name, waitS);
  }
  await context.close();
}
await browser.close();
complaints.forEach((complaint) => console.error(complaint));
process.exit(complaints.length > 0 ? 1 : 0);

async function picture(context, name, path, view, waitS) {
  const page = await context.newPage();
  page.on('pageerror', (error) => complaints.push(`${name} (${view}): ${error.message}`));
  page.on('console', (line) => {
    if (line.type() === 'error') {
      complaints.push(`${name} (${view}): ${line.text()}`);
    }
  });
  await page.goto(given.base + path, { waitUntil: 'load' });
  await page.waitForTimeout(waitS * 1000);
  const file = `${given.out}/${name}-${view}.png`;
  await page.screenshot({ path: file });
  console.log(file);
  await page.close();
}

async function newestSession() {
  const answer = await fetch(`${given.base}/api/v1/sessions?limit=20`, {
    headers: { Authorization: `Bearer ${given.token}` },
  });
  if (!answer.ok) {
    throw new Error(`${given.base} answered ${answer.status} to the list of sessions`);
  }
  const { items } = await answer.json();
  return (items.find(({ actual }) => actual.state === 'on-air') ?? items[0])?.id;
}

// Walks the pages of a running stack as an operator and a viewer would, in a real browser: signs in, looks at a source,
// makes a channel, reads captions, hears the machine voice, loses the connection, comes back, changes languages, stops,
// goes on air again, sees an alarm come and go; then checks every page for accessibility and takes pictures.
//   ./streamlation test pages        starts what this needs, and stops it again
//   npm run pages -- --base http://127.0.0.1:18080 --token FILE --source http://127.0.0.1:18090/master.m3u8 \
//     --air PID [--say 'COMMAND'] [--pictures FOLDER] [--browser PATH]
// Exit code 1: something is not as it should be; the last line says what.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright-core';

const { values: given } = parseArgs({
  options: {
    base: { type: 'string', default: 'http://127.0.0.1:18080' },
    // File of the owner token.
    token: { type: 'string' },
    // A live HLS channel that speaks English, and the process that airs it.
    source: { type: 'string' },
    air: { type: 'string' },
    // Puts finals in right-to-left languages on the topics: COMMAND SESSION.
    say: { type: 'string' },
    pictures: { type: 'string', default: 'look' },
    browser: { type: 'string', default: '/usr/bin/chromium' },
  },
});
for (const needed of ['token', 'source', 'air']) {
  if (!given[needed]) {
    console.error(`--${needed} is missing; the head of this file says what it is.`);
    process.exit(2);
  }
}
const TOKEN = readFileSync(given.token, 'utf8').trim();
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const WIDE = { width: 1360, height: 860 };
const began = Date.now();
const complaints = [];
mkdirSync(given.pictures, { recursive: true });

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

try {
  await walk();
} catch (thrown) {
  console.error(`\n✗ ${thrown.stack ?? thrown}`);
  complaints.push(String(thrown.message));
  await Promise.all(
    browser
      .contexts()
      .flatMap((context) =>
        context
          .pages()
          .map((page, i) => page.screenshot({ path: `${given.pictures}/failed-${i}.png` }).catch(() => null)),
      ),
  );
} finally {
  process.kill(Number(given.air), 'SIGCONT');
  await browser.close();
}
complaints.forEach((complaint) => console.error(`✗ ${complaint}`));
console.log(`${complaints.length === 0 ? 'passed' : 'FAILED'} after ${Math.round((Date.now() - began) / 1000)} s`);
process.exit(complaints.length === 0 ? 0 : 1);

async function walk() {
  const context = await browser.newContext({ viewport: WIDE, colorScheme: 'light' });
  const page = await open(context);
  const line = { held: false, sockets: [] };
  await page.routeWebSocket(/\/api\/v1\/live$/, (socket) => {
    if (line.held) {
      void socket.close({ code: 1001, reason: 'The test holds the line.' });
      return;
    }
    const server = socket.connectToServer();
    line.sockets.push({ socket, server });
  });

  await step('signs in with a one-time code, which leaves the address', async () => {
    const { code } = await api('POST', '/browser-codes');
    await page.goto(`${given.base}/#code=${code}`);
    await page.getByRole('heading', { name: 'Channels' }).waitFor();
    assert.equal(new URL(page.url()).hash, '');
  });

  await step('a source that is not there is refused at its field, with a way on', async () => {
    await page.keyboard.press('n');
    await page.getByRole('heading', { name: 'New channel' }).waitFor();
    await page.getByLabel('Address of the playlist').fill(given.source.replace(/[^/]*$/, 'nothing.m3u8'));
    await page.getByRole('button', { name: 'Look at the source' }).click();
    await page.locator('[data-probe="trouble"]').waitFor({ timeout: 20_000 });
    assert.equal(await page.getByLabel('Address of the playlist').getAttribute('aria-invalid'), 'true');
    assert.match(await page.locator('#url-wrong').innerText(), /answers 404/);
    await page.getByRole('button', { name: 'Make it anyway' }).waitFor();
  });

  let session;
  let voiced = false;
  await step('a live source is looked at, told in words, and goes on air', async () => {
    await page.getByLabel('Address of the playlist').fill(given.source);
    await page.getByRole('button', { name: 'Look at the source' }).click();
    const found = page.locator('[data-probe="found"]');
    await found.waitFor({ timeout: 20_000 });
    assert.match(await found.innerText(), /A live stream\./);
    assert.match(await found.innerText(), /AAC, 48 kHz|AAC, 44\.1 kHz/);
    await page.getByLabel('Name').fill('Evening news');
    await page.getByLabel('Spanish', { exact: true }).check();
    const voice = page.getByLabel('and a machine voice in Spanish');
    voiced = (await voice.count()) > 0;
    assert.ok(voiced, 'no voice speaks Spanish: is the pack installed?');
    await voice.check();
    await picture(page, 'new-channel-light');
    await page.getByRole('button', { name: 'Go on air' }).click();
    await page.waitForURL(/\/live\?session=/);
    session = new URL(page.url()).searchParams.get('session');
  });

  await step('captions come in both columns, with their lag', async () => {
    await until('three finals in both languages', 90_000, async () => (await finals(page)).filter(both).length >= 3);
    await page
      .getByText(/newest · .* median of/)
      .first()
      .waitFor();
  });

  await step('the machine voice is heard, in step with its caption', async () => {
    const dub = page.locator('[data-dub="es"]');
    await dub.getByRole('button').click();
    let loudest = 0;
    await until(
      'a clip was heard',
      60_000,
      async () => {
        loudest = Math.max(loudest, Number(await dub.getAttribute('data-level')));
        return Number(await dub.getAttribute('data-spoken')) >= 1 && loudest > 0.005;
      },
      50,
    );
    await until('a caption is shown as being spoken', 30_000, () => page.locator('[class*="speaking"]').count(), 50);
    console.log(`    level ${loudest.toFixed(3)} (full scale = 1)`);
    await picture(page, 'live-light');
  });

  await step('a dropped connection is said, and no final is lost by it', async () => {
    const before = (await finals(page)).length;
    line.held = true;
    line.sockets.splice(0).forEach(({ socket, server }) => {
      void server.close();
      void socket.close({ code: 1011, reason: 'The test cut the line.' });
    });
    await page
      .getByText(/Not connected, so nothing new can arrive/)
      .first()
      .waitFor();
    const stored = (await cues(session, 'en')).length;
    await until('finals were missed', 60_000, async () => (await cues(session, 'en')).length >= stored + 2);
    line.held = false;
    await page
      .getByRole('button', { name: 'Try now' })
      .click()
      .catch(() => undefined);
    await page.getByText('Connected, live.').first().waitFor({ timeout: 30_000 });
    await until('what was missed is here', 20_000, async () => (await finals(page)).length >= before + 2);
    await comparesWithWhatIsStored(page, session);
  });

  await step('who comes late sees what was said', async () => {
    const elsewhere = await signedIn({ viewport: WIDE });
    const late = await open(elsewhere);
    await late.goto(page.url());
    await late.getByText('Connected, live.').first().waitFor({ timeout: 30_000 });
    await until('the newest finals', 20_000, async () => (await finals(late)).filter(both).length >= 3);
    await comparesWithWhatIsStored(late, session);
    await elsewhere.close();
  });

  await step('a language is taken away and added again while on air', async () => {
    const panel = page.getByRole('region', { name: 'Translate into' });
    await panel.getByLabel('Spanish', { exact: true }).uncheck();
    await panel.getByRole('button', { name: 'Change' }).click();
    await until('it is gone from the wish', 20_000, async () => (await read(session)).targets.length === 0);
    await until('sound is taken under the new wish', 30_000, async () => {
      const { actual, desired } = await read(session);
      return actual.revision === desired.revision;
    });
    await until('it can be chosen again', 20_000, () => panel.getByLabel('Spanish', { exact: true }).isVisible());
    await panel.getByLabel('and a machine voice in Spanish').check();
    await panel.getByRole('button', { name: 'Change' }).click();
    const spanish = (await cues(session, 'es')).length;
    await until('Spanish comes again', 60_000, async () => (await cues(session, 'es')).length > spanish);
  });

  await step('a link for viewers plays the channel with captions in its languages, until it is closed', async () => {
    const panel = page.getByRole('region', { name: 'For viewers' });
    await panel.getByRole('button', { name: 'Make a link' }).click();
    const link = await panel.getByLabel('Page with a player').inputValue();
    const elsewhere = await browser.newContext({ viewport: WIDE, colorScheme: 'light' });
    const viewer = await open(elsewhere);
    await viewer.goto(link);
    await until('the picture moves', 90_000, () =>
      viewer.evaluate(() => (document.querySelector('video')?.currentTime ?? 0) > 1),
    );
    const onScreen = viewer.locator('.vjs-text-track-cue');
    const said = async (language) => (await cues(session, language)).map(({ text }) => squeezed(text));
    const isShown = async (language) => {
      const shown = squeezed((await onScreen.allInnerTexts()).join(' '));
      return shown !== '' && (await said(language)).some((text) => text.includes(shown) || shown.includes(text));
    };
    // The viewer's browser speaks English.
    await until('English captions stand on the picture', 60_000, () => isShown('en'));
    await viewer.locator('.vjs-subs-caps-button').first().hover();
    await viewer.locator('.vjs-menu-item').filter({ hasText: /espa/i }).first().click();
    await viewer.mouse.move(5, 5);
    await until('Spanish captions stand on the picture', 60_000, () => isShown('es'));
    await picture(viewer, 'watch-light');
    await axe(viewer, link.slice(given.base.length), 'the page for viewers');

    await page.getByRole('button', { name: 'Show what viewers see' }).click();
    await until('the operator sees it too', 60_000, () =>
      page
        .frameLocator('iframe')
        .locator('video')
        .evaluate((video) => video.currentTime > 1)
        .catch(() => false),
    );
    await picture(page, 'live-picture-light');
    await page.getByRole('button', { name: 'Close the picture' }).click();

    await panel
      .getByRole('button', { name: /^Close the link for viewers/ })
      .first()
      .click();
    await until('the link opens nothing', 30_000, async () => {
      await viewer.reload();
      return viewer
        .getByText('This link opens nothing')
        .waitFor({ timeout: 3_000 })
        .then(() => true)
        .catch(() => false);
    });
    await elsewhere.close();
  });

  await step('stops after asking, and goes on air again with its transcript', async () => {
    const { epoch } = (await read(session)).actual;
    await page.getByRole('button', { name: 'Stop the channel…' }).click();
    await page.getByRole('button', { name: 'Stop it' }).click();
    await until('it is stopped', 40_000, async () => (await read(session)).actual.state === 'stopped');
    const kept = await cues(session, 'en');
    await page.getByRole('button', { name: 'Put on air again' }).click();
    await until('it is on air again', 60_000, async () => {
      const { actual } = await read(session);
      return actual.state === 'on-air' && actual.epoch > epoch;
    });
    await until('new finals behind the old ones', 60_000, async () => (await cues(session, 'en')).length > kept.length);
    assert.deepEqual((await cues(session, 'en')).slice(0, kept.length), kept);
    await comparesWithWhatIsStored(page, session);
  });

  await step('a starved source is an alarm on every page, and goes when it is over', async () => {
    process.kill(Number(given.air), 'SIGSTOP');
    const alarm = page.locator(`[data-alarm^="${session}."]`);
    await alarm.first().waitFor({ timeout: 60_000 });
    assert.match(await alarm.first().innerText(), /Evening news/);
    await page.getByRole('link', { name: 'Channels' }).click();
    await alarm.first().waitFor();
    await page.locator(`[data-channel="${session}"][data-health="down"]`).waitFor();
    await picture(page, 'channels-alarm-light');
    process.kill(Number(given.air), 'SIGCONT');
    await alarm.first().waitFor({ state: 'detached', timeout: 60_000 });
  });

  await step('everything can be reached and pressed with keys', async () => {
    await page.goto(`${given.base}/live?session=${session}`);
    await page.getByRole('button', { name: 'Restart…' }).waitFor();
    const reached = new Set();
    for (let i = 0; i < 90; i++) {
      await page.keyboard.press('Tab');
      const [name, outline] = await page.evaluate(() => [
        document.activeElement === document.body
          ? ''
          : document.activeElement?.textContent?.trim() || document.activeElement?.getAttribute('aria-label') || '',
        getComputedStyle(document.activeElement ?? document.body).outlineStyle,
      ]);
      if (name !== '') {
        assert.notEqual(outline, 'none', `“${name}” has the focus, and nobody sees it`);
      }
      reached.add(name);
    }
    for (const wanted of ['Restart…', 'Stop the channel…', 'Keys', 'SRT']) {
      assert.ok(reached.has(wanted), `Tab does not reach “${wanted}”; it reached ${[...reached].join(' | ')}`);
    }
    await page.keyboard.press('?');
    await page.getByRole('heading', { name: 'Keys' }).waitFor();
    await page.keyboard.press('Escape');
  });

  let rightToLeft = null;
  if (given.say) {
    await step('right-to-left captions are written as they are read', async () => {
      ({ id: rightToLeft } = await api('POST', '/sessions', {
        name: 'نشرة المساء',
        source: { protocol: 'file', url: 'not-there.wav' },
        sourceLanguage: 'en',
      }));
      execFileSync('sh', ['-c', `${given.say} ${rightToLeft}`], { stdio: 'inherit' });
      await page.goto(`${given.base}/live?session=${rightToLeft}`);
      await until('finals in three columns', 30_000, async () => (await finals(page)).length >= 4);
      const cell = page.locator('[lang="ar"]').first();
      assert.equal(await cell.getAttribute('dir'), 'rtl');
      assert.equal(await cell.evaluate((element) => getComputedStyle(element).direction), 'rtl');
    });
  }

  await step('no page is hard to use without eyes, mouse or room', async () => {
    const paths = ['/', '/new', `/live?session=${session}`, ...(rightToLeft ? [`/live?session=${rightToLeft}`] : [])];
    for (const colorScheme of ['light', 'dark']) {
      const outside = await browser.newContext({ colorScheme, viewport: WIDE });
      await axe(await open(outside), '/', `sign-in, ${colorScheme}`);
      await outside.close();
      const inside = await signedIn({ colorScheme, viewport: WIDE, reducedMotion: 'reduce' });
      const at = await open(inside);
      for (const path of paths) {
        await axe(at, path, `${path}, ${colorScheme}`);
        await picture(at, `${nameOf(path, rightToLeft)}-${colorScheme}`);
      }
      for (const [width, why] of [
        [320, 'a small telephone'],
        [680, '200 % zoom'],
      ]) {
        await at.setViewportSize({ width, height: 800 });
        for (const path of paths) {
          await axe(at, path, `${path}, ${colorScheme}, ${width} px`);
          const tooWide = await at.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
          assert.ok(tooWide <= 0, `${path} is ${tooWide} px too wide at ${width} px (${why})`);
          if (colorScheme === 'light') {
            await picture(at, `${nameOf(path, rightToLeft)}-${width}`);
          }
        }
      }
      await inside.close();
    }
  });

  await step('the chosen theme is kept', async () => {
    await page.goto(`${given.base}/`);
    await page.getByLabel('Colours').selectOption('dark');
    await page.reload();
    await page.getByRole('heading', { name: 'Channels' }).waitFor();
    assert.equal(await page.evaluate(() => document.documentElement.dataset.theme), 'dark');
    assert.equal(await page.evaluate(() => getComputedStyle(document.documentElement).colorScheme), 'dark');
  });
}

function nameOf(path, rightToLeft) {
  if (path === '/') {
    return 'channels';
  }
  if (path === '/new') {
    return 'new';
  }
  return rightToLeft && path.includes(rightToLeft) ? 'rtl' : 'live';
}

async function step(what, work) {
  const since = Date.now();
  await work();
  console.log(`✓ ${what} (${((Date.now() - since) / 1000).toFixed(1)} s)`);
}

async function open(context) {
  const page = await context.newPage();
  page.on('pageerror', (error) => complaints.push(`a page failed: ${error.message}`));
  page.on('console', (message) => {
    // What the browser says of an answer that the page asked for and handles is no fault of the page.
    if (message.type() === 'error' && !/Failed to load resource|WebSocket/.test(message.text())) {
      complaints.push(`a page complained: ${message.text()}`);
    }
  });
  return page;
}

/** Somebody else, with a token of the owner's. */
async function signedIn(options) {
  const context = await browser.newContext(options);
  await context.addInitScript((token) => sessionStorage.setItem('streamlation.token', token), TOKEN);
  return context;
}

async function until(what, limitMs, condition, everyMs = 300) {
  const deadline = Date.now() + limitMs;
  while (!(await condition())) {
    if (Date.now() > deadline) {
      throw new Error(`waited ${limitMs / 1000} s in vain until ${what}`);
    }
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
}

async function api(method, path, body) {
  const answer = await fetch(`${given.base}/api/v1${path}`, {
    method,
    headers: { Authorization: `Bearer ${TOKEN}`, 'Content-Type': 'application/json' },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  assert.ok(answer.ok, `${method} ${path} answered ${answer.status}: ${await answer.clone().text()}`);
  return answer.json();
}

function read(session) {
  return api('GET', `/sessions/${session}`);
}

/** What is stored: id and text of every final. */
async function cues(session, language) {
  const { cues: all } = await api('GET', `/sessions/${session}/captions.json?language=${language}`);
  return all.map(({ id, text }) => ({ id, text }));
}

/** What the page shows as final: id and text by language. */
function finals(page) {
  return page.locator('[data-caption][data-final="true"]').evaluateAll((rows) =>
    rows.map((row) => ({
      id: row.dataset.caption,
      ...Object.fromEntries(
        [...row.querySelectorAll('[lang][data-language]')].map((cell) => [
          cell.lang,
          [...cell.childNodes]
            .filter((node) => node.nodeType === Node.TEXT_NODE)
            .map((node) => node.textContent)
            .join(''),
        ]),
      ),
    })),
  );
}

/** Without what lines and spaces make of it. */
function squeezed(text) {
  return text.replace(/[\s\u2066-\u2069\u200e\u200f]+/g, ' ').trim();
}

function both({ en, es }) {
  return Boolean(en && es);
}

/** Between the first and the last final on the page, the page holds what is stored, no more and no less. */
async function comparesWithWhatIsStored(page, session) {
  const shown = await finals(page);
  for (const language of ['en', 'es']) {
    const onPage = shown.filter((row) => row[language]).map((row) => ({ id: row.id, text: row[language] }));
    const stored = await cues(session, language);
    const from = stored.findIndex(({ id }) => id === onPage[0]?.id);
    const to = stored.findIndex(({ id }) => id === onPage.at(-1)?.id);
    assert.ok(from >= 0 && to >= from, `the page shows ${language} finals that are not stored`);
    assert.deepEqual(onPage, stored.slice(from, to + 1), `${language}: the page and the store differ`);
  }
}

async function axe(page, path, what) {
  await page.goto(given.base + path, { waitUntil: 'load' });
  await page.getByRole('heading', { level: 1 }).first().waitFor();
  await page
    .waitForFunction(() => document.querySelector('main')?.textContent?.includes('…') === false, null, {
      timeout: 4_000,
    })
    .catch(() => undefined);
  // Given to the page as a function's text: its policy lets no foreign script in.
  const { violations } = await page.evaluate(
    `(async () => { ${AXE}; return axe.run(document, { resultTypes: ['violations'] }); })()`,
  );
  violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .forEach(({ id, help, nodes }) =>
      complaints.push(`axe, ${what}: ${id} (${help}): ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`),
    );
}

async function picture(page, name) {
  await page.screenshot({ path: `${given.pictures}/${name}.png` });
}

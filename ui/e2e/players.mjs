// Plays channels in players that nobody here wrote, and measures how far captions are from the picture: a programme of
// beeps with a white flash at the same instant goes in, each beep is captioned at its very sample, and what a player has is
// compared: the time of the flash's frame with the time of its cue.
//   ./streamlation test players      starts what this needs, and stops it again
//   node e2e/players.mjs --base http://127.0.0.1:18080 --token FILE --port PORT --ffmpeg 'COMMAND' --beeps 'COMMAND'
//     [--programmes ts,fmp4,…] [--seconds 60] [--pictures FOLDER] [--browser PATH]
// Exit code 1: a player is further off than 50 ms, or plays nothing; the last line says what.
import { spawn } from 'node:child_process';
import { createReadStream, existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright-core';

const { values: given } = parseArgs({
  options: {
    base: { type: 'string', default: 'http://127.0.0.1:18080' },
    token: { type: 'string' },
    // Where the origin of this test listens: one that the bridge may read from.
    port: { type: 'string' },
    // Begins FFmpeg; its arguments are added.
    ffmpeg: { type: 'string' },
    // Captions the beeps of a session: COMMAND SESSION.
    beeps: { type: 'string' },
    programmes: { type: 'string', default: 'ts,fmp4,wrap,restart,srt,api,languages,stall,origin,delay,cache' },
    // How long each player is watched.
    seconds: { type: 'string', default: '45' },
    // Of the origin.
    segment: { type: 'string', default: '6' },
    // Ends control-api without a word; its supervisor starts it again.
    strike: { type: 'string' },
    // Where nginx may listen, as the example of docs/12-playout.md sets it up.
    cache: { type: 'string' },
    // Judges a playlist: COMMAND ADDRESS --seconds N.
    check: { type: 'string' },
    pictures: { type: 'string', default: 'look' },
    browser: { type: 'string', default: '/usr/bin/chromium' },
  },
});
for (const needed of ['token', 'port', 'ffmpeg', 'beeps']) {
  if (!given[needed]) {
    console.error(`--${needed} is missing; the head of this file says what it is.`);
    process.exit(2);
  }
}
const TOKEN = readFileSync(given.token, 'utf8').trim();
const ORIGIN = `http://127.0.0.1:${given.port}`;
const FOLDER = resolve(given.pictures, 'origin');
const WATCHED_MS = Number(given.seconds) * 1_000;
const BEEP_EVERY_SECONDS = 10;
const MOST_OFF_MS = 50;
const SETTLING_SECONDS = 4;
const SETTLED_MS = 1_000;
const MOST_UNSEEN_SECONDS = 0.5;
const AWAY_MS = 12_000;
const DELAY_MS = 12_000;
/** What is said beside a beep, by language. */
const SAID = { en: 'beep', es: 'pitido' };
/** No pack translates into it here: what is served in Spanish is shown as if it were this. */
const ARABIC = [
  [/LANGUAGE="es"/g, 'LANGUAGE="ar"'],
  [/"language":"es"/g, '"language":"ar"'],
  [/"direction":"ltr","spoken":false/g, '"direction":"rtl","spoken":false'],
  [/español/gi, 'العربية'],
  [/pitido/g, 'صفير، الساعة 14:30 (beep).'],
];
/** What else a programme's session is. */
const SESSIONS = {
  languages: { targets: [{ language: 'es' }] },
  delay: { playout: { mode: 'sidecar', delayMs: DELAY_MS } },
};
const MODULES = {
  '/hls.js': 'node_modules/hls.js/dist/hls.min.js',
  '/shaka.js': 'node_modules/shaka-player/dist/shaka-player.compiled.js',
};
const TYPES = {
  '.m3u8': 'application/vnd.apple.mpegurl',
  '.ts': 'video/mp2t',
  '.m4s': 'video/iso.segment',
  '.mp4': 'video/mp4',
};
/** What is not HLS is re-hosted. */
const SOURCES = {
  hls: { protocol: 'hls', url: (programme) => `${ORIGIN}/air/${programme}/main.m3u8`, file: 'main.m3u8' },
  srt: { protocol: 'srt', url: () => `srt://127.0.0.1:${given.port}` },
};
const complaints = [];
const rows = [];
const running = new Set();
/** The origin answers nothing but 503. */
let isAway = false;
mkdirSync(given.pictures, { recursive: true });

const origin = createServer(serve).listen(Number(given.port), '127.0.0.1');
const browser = await chromium.launch({
  executablePath: given.browser,
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--no-first-run',
    '--autoplay-policy=no-user-gesture-required',
    '--mute-audio',
  ],
});
try {
  for (const programme of given.programmes.split(',')) {
    // One that fails says so; the others are watched all the same.
    await watch(programme).catch((thrown) => complaints.push(`${programme}: ${thrown.stack ?? thrown}`));
    isAway = false;
    await Promise.all(browser.contexts().map((context) => context.close()));
  }
} finally {
  running.forEach((child) => child.kill('SIGKILL'));
  await browser.close();
  origin.close();
}
print();
complaints.forEach((complaint) => console.error(`✗ ${complaint}`));
console.log(complaints.length === 0 ? 'passed' : 'FAILED');
process.exit(complaints.length === 0 ? 0 : 1);

/** One programme in every player, at once. */
async function watch(programme) {
  const folder = join(FOLDER, programme);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  let encoder = air(programme, folder, programme === 'wrap' ? 2 ** 33 / 90_000 - 40 : 0);
  const { protocol, url, file } = SOURCES[programme] ?? SOURCES.hls;
  await until(`${programme}: the origin has something`, 60_000, () => !file || existsSync(join(folder, file)));
  const aired = Date.now();
  const session = await api('POST', '/sessions', {
    name: `players: ${programme}`,
    source: { protocol, url: url(programme) },
    sourceLanguage: 'en',
    targets: [],
    ...SESSIONS[programme],
  });
  const beeps = start(`${given.beeps} ${session.id}`);
  const made = await api('POST', `/sessions/${session.id}/shares`, { audience: 'players', expiresInSeconds: 3600 });
  const nginx = programme === 'cache' ? await cached() : null;
  const playlist = (nginx?.base ?? given.base) + made.playlist;
  try {
    await until(`${programme}: the playlist is served`, 90_000, async () => (await fetch(playlist)).ok);
    // As in a channel that has been on air for a while: a player finds room to begin three segments behind the edge.
    await new Promise((done) => setTimeout(done, aired + Number(given.segment) * 4_000 - Date.now()));
    const began = Date.now();
    const openAll = (which = '') =>
      Promise.all([
        open(programme, `hls.js${which}`, `${ORIGIN}/page/hls?playlist=${encodeURIComponent(playlist)}`),
        open(programme, `Shaka${which}`, `${ORIGIN}/page/shaka?playlist=${encodeURIComponent(playlist)}`),
        open(programme, `Video.js page${which}`, given.base + made.page),
      ]);
    const players = await openAll();
    const checked = given.check ? output(`${given.check} "${playlist}" --seconds 15`) : null;
    await new Promise((done) => setTimeout(done, WATCHED_MS / 2));
    if (programme === 'api' || programme === 'cache') {
      await survives(playlist);
    } else if (programme === 'ts') {
      players.push(...(await openAll(', late')));
    } else if (programme === 'restart') {
      // The encoder begins anew: other stamps, a discontinuity.
      encoder.kill('SIGKILL');
      encoder = air(programme, folder, 500, true);
      await new Promise((done) => setTimeout(done, WATCHED_MS)); // until what is behind it is played
      await Promise.all(players.splice(0).map((player) => close(programme, player)));
      // FFmpeg does not count discontinuities that leave its playlist: numbers are others then, for all who come.
      await until('restart: the discontinuity has left the playlist', 90_000, () => {
        const listed = readFileSync(join(folder, 'media.m3u8'), 'utf8');
        return !listed.includes('#EXT-X-DISCONTINUITY');
      });
      await new Promise((done) => setTimeout(done, Number(given.segment) * 2_000));
      players.push(...(await openAll(', later')));
      await new Promise((done) => setTimeout(done, WATCHED_MS));
    } else if (programme === 'languages') {
      await Promise.all(players.map(speakSpanish));
    } else if (programme === 'stall') {
      await Promise.all(players.map(({ page }) => page.context().setOffline(true)));
      await new Promise((done) => setTimeout(done, AWAY_MS));
      await Promise.all(players.map(({ page }) => page.context().setOffline(false)));
    } else if (programme === 'origin') {
      // The origin is away and comes back as another: its numbers begin anew, without a word of discontinuity.
      isAway = true;
      encoder.kill('SIGKILL');
      await new Promise((done) => setTimeout(done, AWAY_MS / 2));
      rmSync(folder, { recursive: true, force: true });
      mkdirSync(folder, { recursive: true });
      encoder = air(programme, folder, 900);
      await until('origin: it has something again', 60_000, () => existsSync(join(folder, file)));
      isAway = false;
      // Those who were there are left to themselves; those who come now are measured.
      await Promise.all(players.splice(0).map(({ page }) => page.close()));
      await new Promise((done) => setTimeout(done, Number(given.segment) * 4_000));
      players.push(...(await openAll(', after')));
      await new Promise((done) => setTimeout(done, WATCHED_MS / 2));
    }
    await new Promise((done) => setTimeout(done, Math.max(0, began + WATCHED_MS - Date.now())));
    if (nginx) {
      const captions = await captionsOf(playlist);
      const name = (await (await fetch(captions)).text()).split('\n').find((line) => line.endsWith('.vtt'));
      const kept = (await fetch(new URL(name, captions))).headers.get('X-Cache-Status');
      console.log(`  cache: captions that players have had are a ${kept}`);
      if (kept !== 'HIT') {
        complaints.push(`cache: nginx does not keep captions: ${kept}`);
      }
    }
    if (programme === 'languages') {
      await rightToLeft(given.base + made.page);
    }
    await Promise.all(players.map((player) => close(programme, player)));
    await judged(programme, await checked);
    const { languages } = await api('GET', `/sessions/${session.id}/playout`);
    console.log(`  ${programme}: ${JSON.stringify(languages)}`);
  } finally {
    stop(beeps);
    stop(encoder);
    if (nginx) {
      stop(nginx.child);
    }
    await api('POST', `/sessions/${session.id}/stop`);
  }
  await ffmpegReads(programme, playlist);
}

/** The very example of the documentation; only its places are others. */
async function cached() {
  const example = /With nginx:\n\n```\n([\s\S]*?)```/.exec(readFileSync('../docs/12-playout.md', 'utf8'))[1];
  const folder = resolve(given.pictures, 'cache');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const conf = example
    .replace('/var/cache/nginx/play', join(folder, 'play'))
    .replace('127.0.0.1:18080', new URL(given.base).host)
    .replace('listen 80;', `listen 127.0.0.1:${given.cache};`)
    .replace('proxy_cache play;', 'proxy_cache play; add_header X-Cache-Status $upstream_cache_status;');
  writeFileSync(
    join(folder, 'nginx.conf'),
    `daemon off; pid ${folder}/pid; error_log ${folder}/error.log;\nevents {}\nhttp {\nproxy_temp_path ${folder}/temp;\n${conf}}\n`,
  );
  const child = start(`nginx -c ${folder}/nginx.conf -e ${folder}/error.log`);
  const base = `http://127.0.0.1:${given.cache}`;
  await until('nginx listens', 10_000, async () => (await fetch(base).catch(() => null)) !== null);
  return { base, child };
}

/** Beeps and flashes, in real time. */
function air(programme, folder, firstStampSeconds, goesOn = false) {
  return start(
    [
      given.ffmpeg,
      '-hide_banner -loglevel error -nostdin -re',
      `-f lavfi -i "aevalsrc=exprs=0.6*sin(2*PI*1000*t)*gte(t\\,1)*lt(mod(t\\,${BEEP_EVERY_SECONDS})\\,0.2):s=48000"`,
      `-f lavfi -i "color=c=0x202020:size=320x180:rate=25,drawbox=c=white:t=fill:enable='gte(t,1)*lt(mod(t+0.001,${BEEP_EVERY_SECONDS}),0.2)'"`,
      '-map 1:v -map 0:a -c:v libopenh264 -b:v 100k -pix_fmt yuv420p',
      `-force_key_frames "expr:gte(t,n_forced*${given.segment})" -c:a aac -b:a 96k`,
      `-output_ts_offset ${firstStampSeconds}`,
      ...packaged(programme, folder, goesOn),
    ].join(' '),
  );
}

function packaged(programme, folder, goesOn) {
  if (programme === 'srt') {
    return [`-f mpegts "srt://127.0.0.1:${given.port}?mode=listener"`];
  }
  const fmp4 = programme === 'fmp4';
  const name = `${programme}-${Date.now()}`;
  return [
    `-f hls -hls_time ${given.segment} -hls_list_size 10`,
    `-hls_flags program_date_time+temp_file+independent_segments+delete_segments${goesOn ? '+append_list' : ''}`,
    fmp4 ? `-hls_segment_type fmp4 -hls_fmp4_init_filename ${name}.mp4` : '',
    `-hls_segment_filename ${join(folder, `${name}-%05d.${fmp4 ? 'm4s' : 'ts'}`)}`,
    `-master_pl_name main.m3u8 ${join(folder, 'media.m3u8')}`,
  ];
}

/** The page of a player, which notes each flash and each cue. */
async function open(programme, name, address) {
  const page = await browser.newPage({ viewport: { width: 800, height: 520 } });
  page.on('pageerror', (error) => {
    const complaint = `${programme}, ${name}: the page failed: ${error.message}`;
    if (!complaints.includes(complaint)) {
      complaints.push(complaint);
    }
  });
  await page.goto(address);
  await page
    .waitForFunction(() => document.querySelector('video')?.currentTime > 0, null, { timeout: 60_000 })
    .catch(async () => {
      complaints.push(`${programme}, ${name}: nothing is played: ${(await page.innerText('body')).slice(0, 200)}`);
    });
  if (name.startsWith('Video.js page')) {
    await choose(page, 'English');
  }
  await page.evaluate(note, Object.values(SAID));
  return { name, page, said: SAID.en };
}

/** In the menu of our page. */
async function choose(page, language) {
  // The bar hides from a pointer that rests, and comes late on a busy machine: the item itself is pressed.
  await page.locator('.vjs-menu-item').filter({ hasText: language }).first().dispatchEvent('click');
}

/** In the middle of a programme; what is captioned from then on counts. */
async function speakSpanish(player) {
  if (player.name.startsWith('Video.js page')) {
    await choose(player.page, 'español');
  } else {
    await player.page.evaluate(() => window.speak('es'));
  }
  player.said = SAID.es;
  player.from = await player.page.evaluate(() => document.querySelector('video').currentTime);
}

/** Dark, and from right to left. */
async function rightToLeft(address) {
  for (const colorScheme of ['dark', 'light']) {
    const page = await browser.newPage({ viewport: { width: 800, height: 520 }, colorScheme });
    await page.route(/\/play\/.*(info|main\.m3u8|captions\/es\/\d+\.vtt)$/, async (route) => {
      const response = await route.fetch();
      const text = ARABIC.reduce((before, [from, to]) => before.replace(from, to), await response.text());
      await route.fulfill({ response, body: text });
    });
    await page.goto(address);
    await page.waitForFunction(() => document.querySelector('video')?.currentTime > 0, null, { timeout: 60_000 });
    await choose(page, 'العربية');
    await page.locator('.vjs-text-track-cue', { hasText: 'صفير' }).waitFor({ timeout: 30_000 });
    await page.screenshot({ path: join(given.pictures, `watch-rtl-${colorScheme}.png`) });
    await page.close();
  }
}

/** What was served is held against the rules for playlists. */
async function judged(programme, report) {
  if (report !== null) {
    console.log(report.trimEnd().replace(/^/gm, '    '));
    if (!report.includes('no rule is broken')) {
      complaints.push(`${programme}: the playlists break rules: ${report.slice(0, 600)}`);
    }
  }
}

async function close(programme, { name, page, said: text, from = 0 }) {
  // Back into the window: what was there is there again.
  await page.evaluate(() => {
    const video = document.querySelector('video');
    const first = video.seekable.length > 0 ? video.seekable.start(0) : 0;
    video.currentTime = Math.max(first + 1, video.currentTime - 22);
  });
  await new Promise((done) => setTimeout(done, 14_000));
  if (name.startsWith('Video.js page')) {
    await page
      .locator('.vjs-text-track-cue', { hasText: text })
      .waitFor({ timeout: 15_000 })
      .catch(() => undefined);
  }
  const { began, atMs, flashes, unsure, cues, shown, said, tracks } = await page.evaluate(() => window.noted());
  await page.screenshot({ path: join(given.pictures, `${programme}-${name.replace(/\W+/g, '-')}.png`) });
  // Captions are chosen after the picture began: they come with the next piece. And what is on the screen is looked at in
  // the frames behind the flash.
  const due = flashes.filter(
    (flash) => flash.time > Math.max(began, from) + SETTLING_SECONDS && flash.atMs < atMs - SETTLED_MS,
  );
  const offs = due.map(({ time, had }) => nearest(had[text], time) - time);
  // Where the page itself lays captions out it is looked at, too: within half a second it must be on the screen.
  const laidOut = name.startsWith('Video.js page');
  const isSeen = (time) => !laidOut || Math.abs(nearest(shown[text], time) - time) < MOST_UNSEEN_SECONDS;
  const isCaptioned = (off) => Math.abs(off) < BEEP_EVERY_SECONDS / 2;
  const found = offs
    .filter((off, i) => isCaptioned(off) && Math.abs(nearest(unsure, due[i].time) - due[i].time) > 1)
    .map((off) => off * 1_000);
  const missed = due.filter(({ time }, i) => !isCaptioned(offs[i]) || !isSeen(time));
  const heldBefore = due.flatMap(({ time, atMs: flashAtMs }) =>
    (cues[text] ?? [])
      .filter(([start]) => isCaptioned(start - time))
      .map(([, cueAtMs]) => (flashAtMs - cueAtMs) / 1_000),
  );
  const behind = due.map((flash) => flash.behindEdge);
  rows.push({
    programme,
    player: name,
    by: laidOut ? 'cue, screen' : 'cue',
    flashes: due.length,
    captioned: due.length - missed.length,
    judged: found.length,
    from: least(found),
    to: most(found),
    heldBefore: least(heldBefore),
    behindFrom: least(behind),
    behindTo: most(behind),
  });
  if (['api', 'stall'].includes(programme) && !name.startsWith('Video.js page')) {
    return page.close(); // players without anybody's care give captions up for good while nothing can be fetched
  }
  if (due.length < 1 || missed.length > 0) {
    const which = missed.map(({ time, atMs: flashAtMs, behindEdge }) => {
      const came = (cues[text] ?? []).find(([start]) => isCaptioned(start - time));
      const after = came ? `, its caption came ${((came[1] - flashAtMs) / 1_000).toFixed(1)} s after it` : '';
      return `at ${time.toFixed(2)} s (${behindEdge?.toFixed(1)} s behind the edge${after})`;
    });
    complaints.push(
      `${programme}, ${name}: of ${due.length} flashes ${missed.length} had no caption: ${which.join('; ')}; ${said} (${tracks.join(', ')})`,
    );
  }
  if (found.some((off) => Math.abs(off) > MOST_OFF_MS)) {
    complaints.push(`${programme}, ${name}: captions are ${found.map((off) => off.toFixed(0)).join(', ')} ms off`);
  }
  await page.close();
}

function least(values) {
  return values.length > 0 ? Math.min(...values) : null;
}

function most(values) {
  return values.length > 0 ? Math.max(...values) : null;
}

/** Of these times the one nearest to another; far away if there is none. */
function nearest(times, to) {
  return times.reduce((best, time) => (Math.abs(time - to) < Math.abs(best - to) ? time : best), Infinity);
}

/** Runs in the page. */
function note(texts) {
  const video = document.querySelector('video');
  const canvas = Object.assign(document.createElement('canvas'), { width: 16, height: 9 });
  const pen = canvas.getContext('2d', { willReadFrequently: true });
  const began = video.currentTime;
  const flashes = [];
  const shown = Object.fromEntries(texts.map((text) => [text, []]));
  let bright = false;
  let visible = '';
  // Video.js lays captions out itself: its tracks are not the element's.
  const allTracks = () => [
    ...video.textTracks,
    ...Array.from(document.querySelector('.video-js')?.player?.textTracks() ?? []),
  ];
  /** What the player has at this moment. */
  const cuesOf = (text) =>
    allTracks()
      .filter((track) => track.mode !== 'disabled')
      .flatMap((track) => Array.from(track.cues ?? []))
      .filter((cue) => cue.text.includes(text))
      .map((cue) => cue.startTime);
  // When it first had each: players let go of old ones.
  const cues = Object.fromEntries(texts.map((text) => [text, new Map()]));
  setInterval(() => {
    texts.forEach((text) =>
      cuesOf(text).forEach((time) => cues[text].has(time) || cues[text].set(time, performance.now())),
    );
  }, 100);
  const behindEdge = () =>
    video.seekable.length ? video.seekable.end(video.seekable.length - 1) - video.currentTime : null;
  let before = 0;
  // A browser that had no time for the frames before it does not tell when something began.
  const unsure = [];
  const onFrame = (_now, { mediaTime }) => {
    pen.drawImage(video, 0, 0, 16, 9);
    const isBright = pen.getImageData(8, 4, 1, 1).data[0] > 150;
    const isSure = mediaTime - before < 0.06;
    before = mediaTime;
    if (isBright && !bright) {
      const had = Object.fromEntries(texts.map((text) => [text, cuesOf(text)]));
      flashes.push({ time: mediaTime, atMs: performance.now(), behindEdge: behindEdge(), had });
    }
    bright = isBright;
    const display = document.querySelector('.vjs-text-track-display')?.textContent ?? '';
    const nowVisible = texts.find((text) => display.includes(text)) ?? '';
    if (nowVisible && !visible) {
      shown[nowVisible].push(mediaTime);
    }
    if (!isSure && ((isBright && flashes.at(-1)?.time === mediaTime) || (nowVisible && !visible))) {
      unsure.push(mediaTime);
    }
    visible = nowVisible;
    video.requestVideoFrameCallback(onFrame);
  };
  video.requestVideoFrameCallback(onFrame);
  window.noted = () => ({
    began,
    atMs: performance.now(),
    flashes,
    unsure,
    shown,
    cues: Object.fromEntries(Object.entries(cues).map(([text, times]) => [text, [...times]])),
    said: document.getElementById('said')?.textContent ?? '',
    tracks: allTracks().map((track) => `${track.label} ${track.mode} ${track.cues?.length ?? 'no'} cues`),
  });
}

/** control-api is killed; what it had listed it lists again, to the byte. */
async function survives(playlist) {
  const captions = await captionsOf(playlist);
  const listed = (await (await fetch(captions)).text()).split('\n').filter((line) => /\.vtt$/.test(line));
  const read = () => Promise.all(listed.map(async (name) => (await fetch(new URL(name, captions))).text()));
  const before = await read();
  await output(given.strike);
  await until('control-api is back', 60_000, async () => (await fetch(captions).catch(() => ({ ok: false }))).ok);
  const after = await read();
  const changed = before.filter((text, i) => text !== after[i]).length;
  console.log(`  api: killed and back; of ${before.length} captions' segments ${changed} changed`);
  if (changed > 0) {
    complaints.push(`api: ${changed} segments changed when control-api came back`);
  }
}

async function captionsOf(playlist) {
  const main = await (await fetch(playlist)).text();
  return new URL(/TYPE=SUBTITLES[^\n]*URI="([^"]+)"/.exec(main)?.[1] ?? '', playlist).href;
}

/** FFmpeg reads what is kept of the ended channel, with the times of its stamps. */
async function ffmpegReads(programme, playlist) {
  let captions = '';
  await until(`${programme}: the playlist ends`, 60_000, async () => {
    captions = await captionsOf(playlist);
    return (await (await fetch(captions)).text()).includes('#EXT-X-ENDLIST');
  });
  const text = await output(`${given.ffmpeg} -loglevel error -nostdin -i "${captions}" -map 0:s:0 -f webvtt -`);
  const cues = (text.match(/beep/g) ?? []).length;
  rows.push({
    programme,
    player: 'FFmpeg',
    by: 'cue',
    flashes: null,
    captioned: cues,
    judged: null,
    from: null,
    to: null,
    heldBefore: null,
    behindFrom: null,
    behindTo: null,
  });
  if (cues === 0) {
    complaints.push(`${programme}: FFmpeg reads no cue: ${text.slice(0, 300)}`);
  }
}

function print() {
  const cell = (value) =>
    value === null ? '' : typeof value === 'number' ? String(Math.round(value * 10) / 10) : value;
  // heldBefore: so long before its flash the player had the caption, at the least.
  const columns = {
    programme: 'programme',
    player: 'player',
    by: 'by',
    flashes: 'flashes',
    captioned: 'captioned',
    judged: 'judged',
    from: 'from ms',
    to: 'to ms',
    heldBefore: 'held before s',
    behindFrom: 'behind edge s, least',
    behindTo: 'most',
  };
  const heads = Object.values(columns);
  const lines = rows.map((row) => Object.keys(columns).map((key) => cell(row[key])));
  const table = [heads, heads.map(() => '---'), ...lines].map((line) => `| ${line.join(' | ')} |`).join('\n');
  console.log(`\n${table}\n`);
  writeFileSync(join(given.pictures, 'players.md'), `${table}\n`);
}

// ---- the origin: whatever lies in its folder, and a page for each player ---------------------------------------------

function serve(request, response) {
  const { pathname } = new URL(request.url, ORIGIN);
  response.setHeader('Access-Control-Allow-Origin', '*');
  if (pathname.startsWith('/page/')) {
    response.setHeader('Content-Type', 'text/html');
    response.end(pageOf(pathname.slice('/page/'.length)));
    return;
  }
  if (isAway && pathname.startsWith('/air/')) {
    response.writeHead(503).end();
    return;
  }
  const file = MODULES[pathname] ?? join(FOLDER, pathname.replace(/^\/air\//, '').replaceAll('..', ''));
  if (!existsSync(file)) {
    response.writeHead(404).end();
    return;
  }
  response.setHeader('Content-Type', TYPES[extname(file)] ?? 'text/javascript');
  response.setHeader('Cache-Control', 'no-cache');
  response.setHeader('Last-Modified', statSync(file).mtime.toUTCString());
  createReadStream(file)
    .on('error', () => response.destroy())
    .pipe(response);
}

function pageOf(player) {
  const playlist = `new URLSearchParams(location.search).get('playlist')`;
  const scripts = {
    hls: `<script src="/hls.js"></script><script>
      const hls = new Hls({ liveSyncDurationCount: 3 });
      hls.loadSource(${playlist});
      hls.attachMedia(video);
      hls.subtitleDisplay = true;
      // hls.js chooses for itself after it has told which there are.
      setInterval(() => { if (hls.subtitleTrack < 0 && hls.subtitleTracks.length > 0) hls.subtitleTrack = 0; }, 300);
      window.speak = (language) => { hls.subtitleTrack = hls.subtitleTracks.findIndex((track) => track.lang === language); };
      hls.on(Hls.Events.ERROR, (_e, data) => { if (data.fatal) said.textContent = data.details + ' ' + data.reason; });
      video.play();
      </script>`,
    shaka: `<script src="/shaka.js"></script><script>
      (async () => {
        const player = new shaka.Player();
        await player.attach(video);
        await player.load(${playlist});
        await video.play();
        const tracks = player.getTextTracks();
        if (tracks.length === 0) throw new Error('no captions are listed');
        window.speak = (language) => player.selectTextTrack(tracks.find((track) => track.language === language));
        window.speak('en');
        player.setTextTrackVisibility?.(true);
      })().catch((thrown) => { said.textContent = (thrown.code ?? '') + ' ' + thrown.message; });
      </script>`,
  };
  return `<!doctype html><title>${player}</title><video id="video" muted width="640" height="360"></video>
    <p id="said"></p><script>const video = document.getElementById('video'), said = document.getElementById('said');</script>
    ${scripts[player] ?? ''}`;
}

// ---- small things ------------------------------------------------------------------------------------------------------

function start(command) {
  const child = spawn('bash', ['-c', `exec ${command}`], { stdio: ['ignore', 'inherit', 'inherit'] });
  running.add(child);
  child.on('exit', () => running.delete(child));
  return child;
}

function stop(child) {
  child.kill('SIGKILL');
}

function output(command) {
  return new Promise((done) => {
    const child = spawn('bash', ['-c', command], { stdio: ['ignore', 'pipe', 'pipe'] });
    let text = '';
    child.stdout.on('data', (part) => (text += part));
    child.stderr.on('data', (part) => (text += part));
    const timer = setTimeout(() => child.kill('SIGKILL'), 40_000);
    child.on('exit', () => {
      clearTimeout(timer);
      done(text);
    });
  });
}

async function until(what, limitMs, condition) {
  const deadline = Date.now() + limitMs;
  while (!(await condition())) {
    if (Date.now() > deadline) {
      throw new Error(`waited ${limitMs / 1000} s in vain until ${what}`);
    }
    await new Promise((done) => setTimeout(done, 300));
  }
}

async function api(method, path, body) {
  const answer = await fetch(`${given.base}/api/v1${path}`, {
    method,
    headers: { Authorization: `Bearer ${TOKEN}`, 'Content-Type': 'application/json' },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  if (!answer.ok) {
    throw new Error(`${method} ${path} answered ${answer.status}: ${await answer.text()}`);
  }
  return answer.json();
}

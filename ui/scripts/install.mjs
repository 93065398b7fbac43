// Runs `npm ci` only when node_modules does not hold what package-lock.json names.
// Install scripts stay off: none of our packages needs one.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';

const npm = process.argv[2] ?? 'npm';
const stampFile = 'node_modules/.installed-from';
const wanted = createHash('sha256').update(readFileSync('package-lock.json')).digest('hex');
const installed = existsSync(stampFile) ? readFileSync(stampFile, 'utf8') : '';

if (installed !== wanted) {
  console.log("Installing the ui's packages (npm ci): package-lock.json is new or has changed.");
  const { status, error } = spawnSync(npm, ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], {
    stdio: 'inherit',
  });
  if (error || status !== 0) {
    console.error(error ? `${npm} could not be started: ${error.message}` : `npm ci ended with ${status}.`);
    process.exit(1);
  }
  writeFileSync(stampFile, wanted);
}

// After a change of package.json: `rm -rf node_modules package-lock.json && npm install --package-lock-only && node scripts/complete-lock.mjs`.
// A registry mirror may not carry the native builds for other systems; npm then leaves them out of the lock, and `npm ci`
// calls the lock incomplete. This names them by version, system and processor (without a digest), so that npm skips them here
// and can fetch them there.
import { readFileSync, writeFileSync } from 'node:fs';

const SYSTEMS = ['darwin', 'linux', 'win32', 'android', 'freebsd', 'openbsd', 'netbsd', 'sunos', 'aix', 'openharmony'];
const PROCESSORS = {
  x64: 'x64',
  arm64: 'arm64',
  aarch64: 'arm64',
  arm: 'arm',
  armv7: 'arm',
  ia32: 'ia32',
  loong64: 'loong64',
  ppc64: 'ppc64',
  riscv64: 'riscv64',
  s390x: 's390x',
};
const file = new URL('../package-lock.json', import.meta.url);
const lock = JSON.parse(readFileSync(file, 'utf8'));

for (const owner of Object.values(lock.packages)) {
  for (const [name, version] of Object.entries(owner.optionalDependencies ?? {})) {
    const place = `node_modules/${name}`;
    if (lock.packages[place]) {
      continue;
    }
    const parts = name.split('/').at(-1).split('-');
    const os = parts.find((part) => SYSTEMS.includes(part));
    const cpu = parts.map((part) => PROCESSORS[part]).find(Boolean);
    if (!os || !cpu) {
      throw new Error(`${name}@${version} is missing from the lock, and its name does not tell system and processor`);
    }
    const libc = parts.includes('musl')
      ? { libc: ['musl'] }
      : parts.includes('gnu') && os === 'linux'
        ? { libc: ['glibc'] }
        : {};
    lock.packages[place] = {
      version,
      cpu: [cpu],
      ...(owner.dev ? { dev: true } : {}),
      ...libc,
      optional: true,
      os: [os],
    };
    console.log(`named ${name}@${version}`);
  }
}
lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1)));
writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);

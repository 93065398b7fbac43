import { fileURLToPath } from 'node:url';
import type { NextConfig } from 'next';

const config: NextConfig = {
  // Plain files in out/: control-api serves them, so a static export has no run-time [id] routes (use /live?session=).
  output: 'export',
  images: { unoptimized: true },
  reactStrictMode: true,
  turbopack: { root: fileURLToPath(new URL('.', import.meta.url)) },
};

export default config;

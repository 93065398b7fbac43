// Types of the REST API, from the description that control-api's own code writes and its tests keep true.
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import openapiTypescript, { astToString } from 'openapi-typescript';

const description = new URL('../../control-api/openapi.json', import.meta.url);
const target = fileURLToPath(new URL('../src/gen/control.ts', import.meta.url));

const types = astToString(await openapiTypescript(description, { alphabetize: true }));
mkdirSync(fileURLToPath(new URL('../src/gen', import.meta.url)), { recursive: true });
writeFileSync(target, types);

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';

import { closedRustup } from './closed-rustup.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const WASM = 'wasm32-unknown-unknown';
const { TASKWEAVE_XTASK, TASKWEAVE_PKG } = process.env;
assert.ok(TASKWEAVE_XTASK && TASKWEAVE_PKG, 'run by: cargo xtask test --only toolchain');

/** @type {import('./closed-rustup.js').ClosedRustup} */
let machine;
before(() => {
  machine = closedRustup(ROOT);
});
after(() => machine.remove());

/**
 * @param {string} program
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} [more] variables beside those of the machine
 */
function run(program, args, more = {}) {
  const env = { ...machine.env, ...more };
  return spawnSync(program, args, { cwd: ROOT, env, encoding: 'utf8', maxBuffer: 1 << 26 });
}

/** @param {string} name */
function found(name) {
  return (process.env.PATH ?? '').split(path.delimiter).map((folder) => path.join(folder, name)).find(fs.existsSync);
}

test('the machine has a compiler, no wasm target and no way to rustup\'s server', () => {
  const version = run('rustc', ['--version']);
  assert.equal(version.status, 0, version.stderr);
  const libraries = run('rustc', ['--print=target-libdir', '--target', WASM]).stdout.trim();
  assert.ok(libraries.startsWith(machine.folder), `${libraries} is not of the view`);
  assert.equal(fs.existsSync(libraries), false);
  const added = run('rustup', ['target', 'add', WASM], { RUSTUP_MAX_RETRIES: '0' });
  assert.notEqual(added.status, 0, 'rustup could add the target all the same');
  assert.equal(fs.existsSync(libraries), false);
});

test('the package is built with Debian\'s toolchain and runs in Node', { skip: !found('apt-get') && 'no apt-get here' }, async () => {
  const out = path.join(machine.folder, 'pkg');
  const built = run(TASKWEAVE_XTASK, ['build', '--out', out]);
  assert.equal(built.status, 0, built.stderr);
  assert.match(built.stderr, /wasm toolchain out of Debian's packages/);
  assert.match(built.stdout, /taskweave_bg\.wasm is [\d,]+ bytes raw/);

  /** @param {string} folder */
  const load = (folder) => import(pathToFileURL(path.join(folder, 'node.js')).href);
  const [made, usual] = [await load(out), await load(TASKWEAVE_PKG)];
  assert.notEqual(made, usual);
  assert.deepEqual(Object.keys(made), Object.keys(usual));
  /** @param {any} module */
  const answer = (module) => module.parseFilter?.('name ~ "x" AND status = "planned"') ?? module.version();
  assert.ok(answer(made));
  assert.deepEqual(answer(made), answer(usual));
});

test('where both ways are closed, one line says what to type, and nothing is compiled', () => {
  // All that the tool needs, but no apt-get, and a target folder without an earlier toolchain.
  const bin = path.join(machine.folder, 'bin');
  fs.mkdirSync(bin);
  for (const name of ['cargo', 'rustc', 'rustup', 'node', 'npm', 'sh']) {
    const program = found(name);
    assert.ok(program, `${name} is not on the PATH`);
    fs.symlinkSync(program, path.join(bin, name));
  }
  const target = path.join(machine.folder, 'target');
  const start = Date.now();
  const built = run(TASKWEAVE_XTASK, ['build', '--out', path.join(machine.folder, 'none')], {
    PATH: bin,
    CARGO_TARGET_DIR: target,
  });
  assert.equal(built.status, 1, built.stderr);
  assert.ok(Date.now() - start < 30_000, 'it took longer than the time limits allow');
  const errors = built.stderr.split('\n').filter((line) => line.startsWith('error:'));
  assert.equal(errors.length, 1, built.stderr);
  assert.match(errors[0], /the wasm target is missing and both ways to it are closed: rustup: .+; Debian: no apt-get here/);
  assert.match(errors[0], /type: rustup target add wasm32-unknown-unknown$/);
  assert.equal(built.stderr.trimEnd().split('\n').at(-1), errors[0]);
  assert.equal(fs.existsSync(target), false, 'something was compiled');
});

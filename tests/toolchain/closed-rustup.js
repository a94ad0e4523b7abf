// A machine on which rustup has no wasm target and its server cannot be reached, made beside the
// real one: the real toolchain is looked at and linked to, never changed.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const WASM = 'wasm32-unknown-unknown';

/** Larger files are linked: they are libraries and programs, which nobody writes in place. */
const LINK_FROM_BYTES = 1 << 20;

/** Folders and files of a toolchain that the view lacks, by their path inside it. */
const LEFT_OUT = [
  'share',
  'etc',
  'lib/rustlib/src',
  `lib/rustlib/${WASM}`,
  `lib/rustlib/manifest-rust-std-${WASM}`,
];

/**
 * Copies a tree with links for what is large. Programs must not be symbolic links: the compiler
 * looks for its libraries beside the file that such a link names.
 *
 * @param {string} from
 * @param {string} to
 * @param {string} [inside] the path from the top of the tree
 */
function copyTree(from, to, inside = '') {
  fs.mkdirSync(to, { recursive: true });
  for (const entry of fs.readdirSync(from, { withFileTypes: true })) {
    const name = path.posix.join(inside, entry.name);
    const [source, copy] = [path.join(from, entry.name), path.join(to, entry.name)];
    if (LEFT_OUT.includes(name)) continue;
    if (entry.isDirectory()) copyTree(source, copy, name);
    else if (entry.isSymbolicLink()) fs.symlinkSync(fs.readlinkSync(source), copy);
    else if (fs.statSync(source).size < LINK_FROM_BYTES) fs.copyFileSync(source, copy);
    else linkOrCopy(source, copy);
  }
}

/**
 * @param {string} source
 * @param {string} copy
 */
function linkOrCopy(source, copy) {
  try {
    fs.linkSync(source, copy);
  } catch {
    // On another file system.
    fs.copyFileSync(source, copy);
  }
}

/**
 * Strikes the wasm target from what rustup notes of the toolchain, else it would say that all is
 * well.
 *
 * @param {string} toolchain
 */
function forgetTarget(toolchain) {
  const noted = path.join(toolchain, 'lib/rustlib');
  const components = path.join(noted, 'components');
  const kept = fs.readFileSync(components, 'utf8').split('\n').filter((line) => !line.includes(WASM));
  fs.writeFileSync(components, kept.join('\n'));
  const config = path.join(noted, 'multirust-config.toml');
  const sections = fs.readFileSync(config, 'utf8').split('[[components]]');
  fs.writeFileSync(config, sections.filter((section) => !section.includes(WASM)).join('[[components]]'));
}

/**
 * @typedef {object} ClosedRustup
 * @property {NodeJS.ProcessEnv} env the environment in which programs see that machine
 * @property {string} folder a folder for the test's own files
 * @property {() => void} remove
 */

/**
 * Makes the view.
 *
 * @param {string} root the workspace's folder
 * @returns {ClosedRustup}
 */
export function closedRustup(root) {
  const sysroot = execFileSync('rustc', ['--print', 'sysroot'], { cwd: root, encoding: 'utf8' }).trim();
  const name = path.basename(sysroot);
  // Beside the real one where that can be, for links do not cross file systems.
  const target = path.join(root, 'target');
  const folder = fs.mkdtempSync(path.join(fs.existsSync(target) ? target : os.tmpdir(), 'closed-rustup-'));
  const home = path.join(folder, 'rustup');
  const toolchain = path.join(home, 'toolchains', name);
  copyTree(sysroot, toolchain);
  forgetTarget(toolchain);
  fs.writeFileSync(
    path.join(home, 'settings.toml'),
    `version = "12"\ndefault_toolchain = "${name}"\nprofile = "default"\n`,
  );
  const env = {
    ...process.env,
    RUSTUP_HOME: home,
    RUSTUP_TOOLCHAIN: name,
    // Nobody listens there: refused at once.
    RUSTUP_DIST_SERVER: 'http://127.0.0.1:9',
  };
  return { env, folder, remove: () => fs.rmSync(folder, { recursive: true, force: true }) };
}

//! The wasm and the JavaScript that wasm-bindgen writes for it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process;
use std::time::SystemTime;

use anyhow::{Context as _, Result};
use wasm_bindgen_cli_support::Bindgen;

use super::digest::Digest;
use super::sizes;
use crate::command::run;
use crate::project::{CRATE, Project, WASM};
use crate::setup::wasm::Toolchain;

/// The wasm in the package.
pub(super) const WASM_FILE: &str = "taskweave_bg.wasm";

/// The features that the compiler uses are named, so that wasm-opt neither refuses what it reads
/// nor writes what the compiler did not ask for. Compressed, `-O3` and `-Oz` both gave more than `-O2`,
/// and the shrink level alone 0.2 % less. A function that is called from one place alone stays one, which
/// compresses better. Below the first kibibyte there is only the far end of the stack, so that no address
/// that is added to ends there. Names and producers serve nobody in a package.
const OPTIONS: &[&str] = &[
    "-O2",
    "--shrink-level=2",
    "--one-caller-inline-max-function-size=1",
    "--low-memory-unused",
    "--enable-bulk-memory",
    "--enable-bulk-memory-opt",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
    "--enable-simd",
    "--strip-debug",
    "--strip-dwarf",
    "--strip-producers",
    "--strip-target-features",
];

/// Whether the functions of the wasm have names, which a profile needs and a package does not.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Names {
    Kept,
    Removed,
}

impl Names {
    /// What wasm-opt is told.
    fn options(self) -> Vec<&'static str> {
        match self {
            Self::Removed => OPTIONS.to_vec(),
            Self::Kept => {
                let rest = OPTIONS.iter().copied();
                rest.filter(|option| *option != "--strip-debug")
                    .chain(["--debuginfo"])
                    .collect()
            }
        }
    }
}

/// How many generated folders are kept: those of two compilers, before and after a change.
const KEPT: usize = 4;

/// Compiles the crate and gives the path of its wasm. As a `cdylib` alone: Cargo leaves link-time
/// optimisation out where a crate is made as an `rlib` in the same go, which doubles the size.
pub(super) fn compile(project: &Project, toolchain: &Toolchain, names: Names) -> Result<PathBuf> {
    let mut cargo = toolchain.cargo(project);
    if names == Names::Kept {
        cargo.env("CARGO_PROFILE_RELEASE_STRIP", "debuginfo");
    }
    run(cargo.args([
        "rustc",
        "--release",
        "--lib",
        "--package",
        CRATE,
        "--target",
        WASM,
        "--crate-type",
        "cdylib",
    ]))?;
    Ok(toolchain
        .target(project)
        .join(WASM)
        .join("release")
        .join(CRATE)
        .with_extension("wasm"))
}

/// Runs the bindgen step and wasm-opt, unless they ran before on the same wasm; gives the folder
/// with `taskweave.js`, `taskweave.d.ts` and `taskweave_bg.wasm`.
pub(super) fn generate(project: &Project, compiled: &Path, names: Names) -> Result<PathBuf> {
    let wasm = fs::read(compiled).with_context(|| format!("reading {}", compiled.display()))?;
    let optimizer = project.tests().join("node_modules/binaryen");
    let mut digest = Digest::new();
    digest.add("wasm", &wasm);
    digest.add("wasm-bindgen", project.bindgen_version()?.as_bytes());
    digest.add(
        "wasm-opt",
        &fs::read(optimizer.join("package.json")).context("wasm-opt")?,
    );
    digest.add("options", names.options().join(" ").as_bytes());
    let key = digest.finish();

    let all = project.target.join("npm");
    let folder = all.join(&key);
    if folder.is_dir() {
        return Ok(folder);
    }
    let unfinished = all.join(format!("unfinished-{}", process::id()));
    fs::create_dir_all(&unfinished)?;
    let made = fill(
        project,
        wasm,
        &optimizer.join("bin/wasm-opt"),
        names,
        &unfinished,
    );
    // Another build may have been faster: its folder holds the same.
    if made.is_err() || (fs::rename(&unfinished, &folder).is_err() && folder.is_dir()) {
        fs::remove_dir_all(&unfinished)?;
    }
    made?;
    forget_old(&all)?;
    Ok(folder)
}

fn fill(
    project: &Project,
    wasm: Vec<u8>,
    optimizer: &Path,
    names: Names,
    folder: &Path,
) -> Result<()> {
    Bindgen::new()
        .input_bytes(CRATE, wasm)
        .web(true)?
        .omit_default_module_path(true)
        .typescript(true)
        .remove_name_section(names == Names::Removed)
        .remove_producers_section(true)
        .generate(folder)
        .context("the bindgen step")?;
    let path = folder.join(WASM_FILE);
    run(project
        .node()
        .arg(optimizer)
        .args(names.options())
        .arg(&path)
        .arg("--output")
        .arg(&path))?;
    sizes::write(folder)
}

/// Deletes all but the youngest folders, so that the target folder does not grow for ever.
fn forget_old(all: &Path) -> Result<()> {
    let mut folders: Vec<(SystemTime, PathBuf)> = Vec::new();
    for entry in fs::read_dir(all)?.flatten() {
        folders.push((entry.metadata()?.modified()?, entry.path()));
    }
    folders.sort();
    let old = folders.len().saturating_sub(KEPT);
    for (_, path) in folders.into_iter().take(old) {
        fs::remove_dir_all(path)?;
    }
    Ok(())
}

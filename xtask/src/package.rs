//! From the crate to the npm package: compile, bindgen, wasm-opt, assemble.

mod assemble;
pub(crate) mod digest;
mod silence;
mod sizes;
mod wasm;

use std::path::Path;

use anyhow::Result;

use crate::project::Project;
use crate::setup;
use crate::setup::wasm::Toolchain;

/// Sets up what a build needs, then builds.
pub(crate) fn build_set_up(project: &Project, out: &Path) -> Result<()> {
    let toolchain = setup::wasm::toolchain(project)?;
    setup::npm::packages(project)?;
    build(project, &toolchain, out)
}

/// Leaves the npm package in `out` and prints the size of its wasm.
pub(crate) fn build(project: &Project, toolchain: &Toolchain, out: &Path) -> Result<()> {
    let compiled = wasm::compile(project, toolchain)?;
    let generated = wasm::generate(project, &compiled)?;
    assemble::assemble(project, &generated, out)?;
    println!("{}: {}", out.display(), sizes::read(&generated)?);
    Ok(())
}

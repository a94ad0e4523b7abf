//! A copy of the sources, kept from run to run: files that are right already are left alone, so that
//! Cargo finds little to do.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, Result};

use crate::command::capture;
use crate::project::Project;

/// What is large and not needed there.
const LEFT_OUT: [&str; 1] = ["fuzz/corpus/"];

/// Files by their paths below a folder, with slashes.
pub(super) type Files = BTreeMap<String, Vec<u8>>;

/// What Git knows of the checkout, new files among it.
pub(super) fn sources(project: &Project) -> Result<Files> {
    let listed = capture(
        Command::new("git")
            .args([
                "ls-files",
                "-z",
                "--cached",
                "--others",
                "--exclude-standard",
            ])
            .current_dir(&project.root),
    )
    .context("the sources are copied by what Git knows of them")?;
    let mut files = Files::new();
    for name in listed.split('\0').filter(|name| !name.is_empty()) {
        let path = project.root.join(name);
        if path.is_file() && !LEFT_OUT.iter().any(|out| name.starts_with(out)) {
            let bytes = fs::read(&path).with_context(|| format!("reading {}", path.display()))?;
            files.insert(name.to_owned(), bytes);
        }
    }
    Ok(files)
}

/// Makes a folder hold these files and no others, and the npm packages of the checkout.
pub(super) fn put(project: &Project, mut files: Files, copy: &Path) -> Result<()> {
    // Cargo reads the settings of the folders above too, and would join the two lists of flags.
    if copy.starts_with(&project.root) {
        files.retain(|name, _| !name.starts_with(".cargo/"));
    }
    fs::create_dir_all(copy).with_context(|| format!("making {}", copy.display()))?;
    for name in names(copy)? {
        if !files.contains_key(&name) {
            let path = copy.join(&name);
            fs::remove_file(&path).with_context(|| format!("deleting {}", path.display()))?;
        }
    }
    for (name, bytes) in files {
        write(&copy.join(name), &bytes)?;
    }
    packages(project, copy)
}

/// The npm packages of the checkout, under the copy's own name.
fn packages(project: &Project, copy: &Path) -> Result<()> {
    let link = copy.join("tests/node_modules");
    if link.symlink_metadata().is_ok() {
        return Ok(());
    }
    let there = project.tests().join("node_modules");
    #[cfg(unix)]
    let made = std::os::unix::fs::symlink(&there, &link);
    #[cfg(windows)]
    let made = std::os::windows::fs::symlink_dir(&there, &link);
    made.with_context(|| format!("linking {} to {}", link.display(), there.display()))
}

/// Writes a file unless it is so already.
fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    if fs::read(path).is_ok_and(|there| there == bytes) {
        return Ok(());
    }
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent)?;
    }
    fs::write(path, bytes).with_context(|| format!("writing {}", path.display()))
}

/// The files of a folder and of those in it; no links, and nothing that is built.
pub(super) fn names(folder: &Path) -> Result<Vec<String>> {
    let mut found = Vec::new();
    let mut left = vec![String::new()];
    while let Some(below) = left.pop() {
        let path = folder.join(&below);
        let entries = fs::read_dir(&path).with_context(|| format!("reading {}", path.display()))?;
        for entry in entries {
            let entry = entry?;
            let own = entry.file_name();
            let own = own.to_str().context("a file name is not UTF-8")?;
            let kind = entry.file_type()?;
            if kind.is_dir() && !["target", "pkg", "node_modules"].contains(&own) {
                left.push(format!("{below}{own}/"));
            } else if kind.is_file() {
                found.push(format!("{below}{own}"));
            }
        }
    }
    found.sort();
    Ok(found)
}

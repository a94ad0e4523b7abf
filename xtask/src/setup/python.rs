//! Python, and the packages of `tests/third-party` in an environment of their own.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, bail};

use super::{apt, step};
use crate::command::{Failure, capture};
use crate::package::digest::Digest;
use crate::project::Project;

/// Ends well in a Python that is new enough for the pinned packages and can make environments,
/// which Debian's cannot without the package python3-venv.
const FITS: &str = "import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))";

/// The Python that has exactly the packages of `tests/third-party/requirements.txt`.
pub(crate) fn environment(project: &Project) -> Result<PathBuf> {
    let list = project.tests().join("third-party/requirements.txt");
    let text = fs::read(&list).with_context(|| format!("reading {}", list.display()))?;
    let mut digest = Digest::new();
    digest.add("requirements.txt", &text);
    let digest = digest.finish();

    let folder = project.target.join("third-party").join("venv");
    let python = folder.join("bin").join("python");
    // It lies inside: whoever deletes or remakes the environment deletes the stamp.
    let stamp = folder.join(".requirements-digest");
    // The environment only points at its Python, which may be gone by now.
    let runs = || capture(Command::new(&python).args(["-c", FITS])).is_ok();
    if fs::read_to_string(&stamp).is_ok_and(|found| found == digest) && runs() {
        return Ok(python);
    }
    let base = base()?;
    let made = step("Python packages (pip install)", || {
        install(&base, &folder, &python, &list)
    });
    if let Err(failure) = made {
        eprint!("{}", failure.tail());
        bail!("the clients of tests/third-party cannot be installed: {failure}");
    }
    fs::write(&stamp, digest).with_context(|| format!("writing {}", stamp.display()))?;
    Ok(python)
}

/// Wheels alone and each by its hash: nothing is built, and nothing unknown is run.
fn install(base: &Path, folder: &Path, python: &Path, list: &Path) -> Result<(), Failure> {
    capture(
        Command::new(base)
            .args(["-m", "venv", "--clear"])
            .arg(folder),
    )?;
    let pip = ["-m", "pip", "install", "--quiet", "--require-hashes"];
    capture(
        Command::new(python)
            .args(pip)
            .args(["--disable-pip-version-check", "--only-binary=:all:", "-r"])
            .arg(list),
    )
    .map(drop)
}

/// Finds or installs a Python to make the environment with.
fn base() -> Result<PathBuf> {
    if let Some(python) = find() {
        return Ok(python);
    }
    let hint = "Name one in PYTHON, or on Debian as root type: apt-get update && apt-get install \
                --no-install-recommends python3 python3-venv";
    if !apt::is_at_hand() {
        bail!("there is no Python 3.11 or newer with venv here. {hint}");
    }
    let install = || apt::install(&["python3", "python3-venv"]);
    if let Err(failure) = step("Python (apt-get install)", install) {
        eprint!("{}", failure.tail());
        bail!("Python cannot be installed: {failure}. {hint}");
    }
    find().with_context(|| {
        format!("Python was installed but none is 3.11 or newer with venv. {hint}")
    })
}

/// The first that fits: the one named, or one on the path.
fn find() -> Option<PathBuf> {
    let named = env::var_os("PYTHON").and_then(|value| which::which(value).ok());
    let on_path = which::which_all("python3").into_iter().flatten();
    named
        .into_iter()
        .chain(on_path)
        .find(|python| capture(Command::new(python).args(["-c", FITS])).is_ok())
}

//! Chromium and its driver, for the tests in a browser.

use std::env;
use std::fs;
use std::path::PathBuf;

use anyhow::{Context as _, Result, bail};
use serde_json::json;

use super::{apt, step};
use crate::project::Project;

/// A browser and the program that drives it.
pub(crate) struct Chromium {
    /// The browser.
    pub(crate) browser: PathBuf,
    /// chromedriver of the same version.
    pub(crate) driver: PathBuf,
}

/// The browser found on this machine without installing one.
pub(crate) fn browser() -> Option<PathBuf> {
    let names = [
        "chromium",
        "chromium-browser",
        "google-chrome",
        "google-chrome-stable",
    ];
    named_by("CHROME").or_else(|| names.iter().find_map(|name| which::which(name).ok()))
}

fn driver() -> Option<PathBuf> {
    named_by("CHROMEDRIVER").or_else(|| which::which("chromedriver").ok())
}

/// A program named by a variable. One that names nothing is as good as unset.
fn named_by(variable: &str) -> Option<PathBuf> {
    env::var_os(variable).and_then(|value| which::which(value).ok())
}

/// Finds or installs both.
pub(crate) fn chromium() -> Result<Chromium> {
    if let (Some(browser), Some(driver)) = (browser(), driver()) {
        return Ok(Chromium { browser, driver });
    }
    let hint = "Install Chromium and chromedriver and name them in CHROME and CHROMEDRIVER, or on \
                Debian as root type: apt-get update && apt-get install --no-install-recommends \
                chromium chromium-driver";
    if !apt::is_at_hand() {
        bail!("there is no Chromium with chromedriver here. {hint}");
    }
    let install = || apt::install(&["chromium", "chromium-driver"]);
    if let Err(failure) = step("Chromium and its driver (apt-get install)", install) {
        eprint!("{}", failure.tail());
        bail!("Chromium cannot be installed: {failure}. {hint}");
    }
    match (browser(), driver()) {
        (Some(browser), Some(driver)) => Ok(Chromium { browser, driver }),
        _ => bail!("Chromium was installed but is not found. {hint}"),
    }
}

/// Writes what the wasm test runner asks of the driver and gives the file's path.
pub(crate) fn webdriver_json(project: &Project, chromium: &Chromium) -> Result<PathBuf> {
    // Inside a container there is no user namespace for the sandbox; the rest keeps it off the net.
    let options = json!({ "goog:chromeOptions": {
        "binary": chromium.browser,
        "args": [
            "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
            "--disable-background-networking", "--disable-component-update", "--disable-sync",
        ],
    }});
    let path = project.target.join("webdriver.json");
    fs::write(&path, options.to_string()).with_context(|| format!("writing {}", path.display()))?;
    Ok(path)
}

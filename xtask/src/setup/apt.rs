//! Debian's packages, where this is Debian and we are root.

use std::process::Command;

use crate::command::{Failure, capture};

/// Whether [`install`] can work here.
pub(super) fn is_at_hand() -> bool {
    let is_root = || capture(Command::new("id").arg("-u")).is_ok_and(|id| id.trim() == "0");
    which::which("apt-get").is_ok() && is_root()
}

/// Installs packages without what they only recommend.
pub(super) fn install(packages: &[&str]) -> Result<(), Failure> {
    let apt = || {
        let mut command = Command::new("apt-get");
        command.arg("-qq").env("DEBIAN_FRONTEND", "noninteractive");
        command
    };
    capture(apt().arg("update"))?;
    let options = ["install", "-y", "--no-install-recommends"];
    capture(apt().args(options).args(packages)).map(drop)
}

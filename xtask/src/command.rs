//! Running other programs.

use std::fmt;
use std::io::Read as _;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};

/// Why a program whose output was caught did not succeed.
#[derive(Debug)]
pub(crate) struct Failure {
    what: String,
    output: String,
}

impl Failure {
    /// The end of what the program said, indented; for the reader, after the one-line reason.
    pub(crate) fn tail(&self) -> String {
        let lines: Vec<&str> = self.output.lines().collect();
        let skipped = lines.len().saturating_sub(30);
        lines
            .iter()
            .skip(skipped)
            .map(|line| format!("    {line}\n"))
            .collect()
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.what)?;
        let mut lines = self
            .output
            .lines()
            .map(str::trim)
            .filter(|line| !line.is_empty());
        let named = lines
            .clone()
            .find(|line| line.starts_with("error") || line.starts_with("E: "));
        named
            .or_else(|| lines.next_back())
            .map_or(Ok(()), |line| write!(f, " ({line})"))
    }
}

impl std::error::Error for Failure {}

/// The command as one would type it, without the folders of the program.
pub(crate) fn typed(command: &Command) -> String {
    let program = std::path::Path::new(command.get_program());
    let name = program.file_name().unwrap_or(command.get_program());
    std::iter::once(name)
        .chain(command.get_args())
        .map(|word| word.to_string_lossy())
        .collect::<Vec<_>>()
        .join(" ")
}

/// Runs a program on this terminal.
pub(crate) fn run(command: &mut Command) -> Result<()> {
    let typed = typed(command);
    let status = command
        .status()
        .with_context(|| format!("cannot start `{typed}`"))?;
    if !status.success() {
        bail!("`{typed}` ended with {status}");
    }
    Ok(())
}

/// Runs a program silently and gives what it wrote on standard output.
pub(crate) fn capture(command: &mut Command) -> Result<String, Failure> {
    let typed = typed(command);
    let output = command
        .stdin(Stdio::null())
        .output()
        .map_err(|error| Failure {
            what: format!("cannot start `{typed}`"),
            output: error.to_string(),
        })?;
    let mut said = String::from_utf8_lossy(&output.stdout).into_owned();
    if output.status.success() {
        return Ok(said);
    }
    said.push_str(&String::from_utf8_lossy(&output.stderr));
    Err(Failure {
        what: format!("`{typed}` ended with {}", output.status),
        output: said,
    })
}

/// Like [`capture`] for a program that says little on standard error, ended when `limit` is over.
pub(crate) fn capture_within(command: &mut Command, limit: Duration) -> Result<(), Failure> {
    let typed = typed(command);
    let failure = |what: String, output: String| Failure { what, output };
    let io = |error: std::io::Error| failure(format!("cannot run `{typed}`"), error.to_string());
    let start = Instant::now();
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(io)?;
    loop {
        if let Some(status) = child.try_wait().map_err(io)? {
            let mut said = String::new();
            if let Some(mut stderr) = child.stderr.take() {
                // What it said only explains a failure; that it cannot be read changes nothing.
                let _ = stderr.read_to_string(&mut said);
            }
            if status.success() {
                return Ok(());
            }
            return Err(failure(format!("`{typed}` ended with {status}"), said));
        }
        if start.elapsed() > limit {
            child.kill().map_err(io)?;
            child.wait().map_err(io)?;
            let what = format!("`{typed}` gave no answer in {} s", limit.as_secs());
            return Err(failure(what, String::new()));
        }
        thread::sleep(Duration::from_millis(50));
    }
}

/// Becomes the program where the system can: its exit code and every signal are then its own.
#[cfg(unix)]
pub(crate) fn become_program(command: &mut Command) -> Result<()> {
    use std::os::unix::process::CommandExt as _;
    let error = command.exec();
    Err(error).with_context(|| format!("cannot start `{}`", typed(command)))
}

/// Becomes the program where the system can: its exit code and every signal are then its own.
#[cfg(not(unix))]
pub(crate) fn become_program(command: &mut Command) -> Result<()> {
    let status = command
        .status()
        .with_context(|| format!("cannot start `{}`", typed(command)))?;
    std::process::exit(status.code().unwrap_or(1));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_says_the_command_and_its_last_words() {
        let failure =
            capture(Command::new("sh").args(["-c", "echo one >&2; echo two >&2; exit 3"]));
        let failure = failure.unwrap_err();
        let said = failure.to_string();
        assert!(said.starts_with("`sh -c"), "{said}");
        assert!(said.ends_with("exit status: 3 (two)"), "{said}");
        assert_eq!(failure.tail(), "    one\n    two\n");
        let failure = Failure {
            what: "`x` ended".to_owned(),
            output: "error: why\n\nCaused by:\n    0: <unknown>\n".to_owned(),
        };
        assert_eq!(failure.to_string(), "`x` ended (error: why)");
    }

    #[test]
    fn a_silent_program_is_ended() {
        let start = Instant::now();
        let end = capture_within(Command::new("sleep").arg("60"), Duration::from_millis(200));
        assert!(end.unwrap_err().to_string().contains("gave no answer"));
        assert!(start.elapsed() < Duration::from_secs(10));
    }
}

//! `cargo xtask probe`: which side of the open questions real accounts are on, told by read-only calls.
//!
//! What is asked and what it tells is the library's (`platforms::probe`); here are files, a transport
//! and printing.

mod connections;
mod transport;

use std::fs;
use std::path::Path;
use std::rc::Rc;

use anyhow::{Context as _, Result, bail};
use futures_executor::block_on;
use serde_json::{Value, json};
use taskweave::client::Connection;
use taskweave::http::TokenStore;
use taskweave::platforms::probe::{Report, Told};

use self::connections::ConnectionsFile;
use self::transport::{Native, Through};

/// What `cargo xtask probe` was told.
pub(crate) struct Options<'a> {
    /// The connections file.
    pub(crate) file: &'a Path,
    /// Where findings and fixtures go.
    pub(crate) out: &'a Path,
    /// Where all calls go instead of to the platforms.
    pub(crate) through: Option<&'a str>,
    /// Whether refresh tokens may be used, and new ones written into the file.
    pub(crate) renew: bool,
}

/// Probes every connection of the file; one that fails does not stop the others.
pub(crate) fn probe(options: &Options<'_>) -> Result<()> {
    let through = options.through.map(Through::new).transpose()?;
    let file = ConnectionsFile::read(options.file)?;
    let file = Rc::new(file);
    let store: Rc<dyn TokenStore> = file.clone();
    let mut connections = Vec::new();
    for value in file.connections() {
        if !options.renew {
            connections::may_be_used(&value)?;
        }
        let store = options.renew.then(|| Rc::clone(&store));
        connections.push(Connection::new(value, store)?);
    }
    let most: usize = connections.iter().map(most_calls).sum();
    println!(
        "probing {} connections with reads alone: at most {most} calls, and those for access tokens",
        connections.len()
    );
    if let Some(through) = &through {
        println!("all of them, credentials too, go to {}", through.base());
    }
    let transport = Native::new(through);
    let mut failed = Vec::new();
    let mut calls = 0;
    for connection in &connections {
        let room = connection.platform.room();
        let platform = connection.platform.as_str();
        println!(
            "\n{} ({platform}), at most {} calls",
            connection.id, room.probe.most_calls
        );
        let report = block_on(room.probe.of(&connection.session, transport.shared()));
        calls += report.calls;
        print(&report);
        save(&options.out.join(&connection.id), connection, &report)?;
        println!(
            "  {} calls, {} for tokens; {} fixtures in {}",
            report.calls,
            report.token_calls,
            report.fixtures.len(),
            options.out.join(&connection.id).display()
        );
        if let Some(error) = report.error {
            println!("  error: {error}");
            failed.push(connection.id.as_str());
        }
    }
    println!("\n{calls} calls of at most {most}");
    if failed.is_empty() {
        return Ok(());
    }
    bail!("not probed to the end: {}", failed.join(", "))
}

fn most_calls(connection: &Connection) -> usize {
    connection.platform.room().probe.most_calls
}

fn print(report: &Report) {
    let longest = report
        .switches
        .iter()
        .map(|finding| finding.switch.len())
        .max();
    let width = longest.unwrap_or_default();
    for finding in &report.switches {
        let told = match &finding.told {
            Told::Side { side, seen } => format!("side {side} (seen: {seen})"),
            Told::NotByReads { why } => format!("not told by reads: {why}"),
            Told::NotByData { needs } => {
                format!("not told by this account's data; it needs {needs}")
            }
            Told::NotReached => "not told: the probe ended before".to_owned(),
        };
        println!("  {:<width$}  {told}", finding.switch);
    }
}

/// Leaves `findings.json`, `fixtures.json` and the fixtures in a folder of the connection's own.
fn save(folder: &Path, connection: &Connection, report: &Report) -> Result<()> {
    let written = |path: &Path| format!("writing {}", path.display());
    fs::create_dir_all(folder).with_context(|| written(folder))?;
    let write = |name: &str, text: &str| {
        let path = folder.join(name);
        fs::write(&path, text).with_context(|| written(&path))
    };
    let pretty =
        |value: &Value| -> Result<String> { Ok(serde_json::to_string_pretty(value)? + "\n") };
    let findings = json!({
        "connection_id": connection.id,
        "platform": connection.platform,
        "calls": report.calls,
        "most_calls": most_calls(connection),
        "token_calls": report.token_calls,
        "switches": report.switches,
        "error": report.error.as_ref().map(ToString::to_string),
    });
    write("findings.json", &pretty(&findings)?)?;
    write("fixtures.json", &pretty(&json!(report.fixtures))?)?;
    for fixture in &report.fixtures {
        write(&fixture.file, &fixture.body)?;
    }
    Ok(())
}

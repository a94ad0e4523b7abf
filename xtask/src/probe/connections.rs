//! The connections file, in the form that `cargo xtask serve -- --connections FILE` takes; what else
//! stands in it does not matter here.

use std::cell::RefCell;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use futures_util::future::{LocalBoxFuture, ready};
use serde_json::Value;
use taskweave::error::{Code, TaskweaveError};
use taskweave::http::{TokenStore, Tokens};

/// The file. Where a platform gives another refresh token, it is written in place of the old one,
/// which has ended: nothing else could be signed in with.
pub(super) struct ConnectionsFile {
    path: PathBuf,
    value: RefCell<Value>,
}

impl ConnectionsFile {
    /// Reads the file. Whatever is wrong with it, its contents are not shown.
    pub(super) fn read(path: &Path) -> Result<Self> {
        let shown = path.display();
        let text = fs::read_to_string(path).with_context(|| format!("reading {shown}"))?;
        // An error of the parser repeats nothing but the place.
        let value: Value = serde_json::from_str(&text).map_err(|error| {
            anyhow::anyhow!(
                "{shown} is not JSON (line {}, column {})",
                error.line(),
                error.column()
            )
        })?;
        let list = value.get("connections").and_then(Value::as_array);
        if list.is_none_or(Vec::is_empty) {
            bail!(
                "{shown} must hold {{\"connections\": [{{\"id\": …, \"platform\": …, \"credentials\": …}}, …]}}, \
                 with at least one connection"
            );
        }
        Ok(Self {
            path: path.to_owned(),
            value: RefCell::new(value),
        })
    }

    /// The connections, as a client takes them.
    pub(super) fn connections(&self) -> Vec<Value> {
        let value = self.value.borrow();
        let list = value.get("connections").and_then(Value::as_array);
        list.cloned().unwrap_or_default()
    }

    /// Puts a new refresh token in place of the old one, in one step: a file that is half written
    /// would lose both.
    fn replace(&self, id: &str, refresh_token: &str) -> Result<()> {
        let mut value = self.value.borrow_mut();
        let list = value.get_mut("connections").and_then(Value::as_array_mut);
        let mut of_id = list
            .into_iter()
            .flatten()
            .filter(|one| one.get("id").and_then(Value::as_str) == Some(id));
        let known = of_id
            .next()
            .and_then(|one| one.pointer_mut("/credentials/refresh_token"))
            .context("the connection has no refresh token")?;
        if known.as_str() == Some(refresh_token) {
            return Ok(());
        }
        *known = refresh_token.into();
        let mut name = self
            .path
            .file_name()
            .context("the file has no name")?
            .to_owned();
        name.push(".new");
        let beside = self.path.with_file_name(name);
        fs::copy(&self.path, &beside)?;
        fs::write(&beside, serde_json::to_string_pretty(&*value)? + "\n")?;
        fs::rename(&beside, &self.path)?;
        Ok(())
    }
}

impl TokenStore for ConnectionsFile {
    fn load(&self, _: &str) -> LocalBoxFuture<'static, taskweave::error::Result<Option<Tokens>>> {
        Box::pin(ready(Ok(None)))
    }

    fn save(
        &self,
        id: &str,
        tokens: &Tokens,
    ) -> LocalBoxFuture<'static, taskweave::error::Result<()>> {
        let token = tokens.refresh_token.as_ref();
        let outcome = token.map_or(Ok(()), |token| self.replace(id, token.reveal()));
        Box::pin(ready(outcome.map_err(|error| {
            let path = self.path.display();
            let message = format!("the new refresh token cannot be written into {path}: {error}");
            TaskweaveError::new(Code::TokenStore, message)
        })))
    }
}

/// Refuses a connection whose refresh token would have to be used: some platforms end it with that.
pub(super) fn may_be_used(connection: &Value) -> Result<()> {
    let has = |name: &str| {
        let credential = connection.pointer(&format!("/credentials/{name}"));
        credential.is_some_and(|value| !value.is_null())
    };
    if !has("refresh_token") {
        return Ok(());
    }
    let id = connection.get("id").and_then(Value::as_str).unwrap_or("?");
    let id: String = id.chars().filter(|c| !c.is_control()).take(64).collect();
    bail!(
        "the connection `{id}` has a refresh token, and a platform may end it when it is used. Give an \
         access token (or a client's own credentials) in its place, or add --renew: a new refresh token \
         is then written into the file"
    )
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn file(name: &str, text: &str) -> PathBuf {
        let path = std::env::temp_dir().join(format!("taskweave-{}-{name}", std::process::id()));
        fs::write(&path, text).unwrap();
        path
    }

    #[test]
    fn what_is_wrong_is_said_without_the_contents() {
        for text in [
            "s3cret",
            "{\"connections\": \"s3cret\"}",
            "{\"connections\": []}",
            "[\"s3cret\"]",
        ] {
            let path = file("wrong.json", text);
            let said = format!("{:#}", ConnectionsFile::read(&path).err().unwrap());
            assert!(
                said.contains("wrong.json") && !said.contains("s3cret"),
                "{said}"
            );
        }
    }

    #[test]
    fn a_new_refresh_token_takes_the_old_ones_place() {
        let text = json!({"connections": [{"id": "a", "credentials": {"refresh_token": "old"}}], "accessTokens": {"t": "a"}});
        let path = file("kept.json", &text.to_string());
        let read = ConnectionsFile::read(&path).unwrap();
        read.replace("a", "new").unwrap();
        assert!(read.replace("b", "new").is_err());
        let now: Value = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
        assert_eq!(now["connections"][0]["credentials"]["refresh_token"], "new");
        assert_eq!(now["accessTokens"]["t"], "a");
    }

    #[test]
    fn a_refresh_token_is_not_used_unasked() {
        let with =
            json!({"id": "a", "credentials": {"access_token": "t", "refresh_token": "s3cret"}});
        let said = may_be_used(&with).unwrap_err().to_string();
        assert!(
            said.contains("--renew") && !said.contains("s3cret"),
            "{said}"
        );
        may_be_used(
            &json!({"id": "a", "credentials": {"access_token": "t", "refresh_token": null}}),
        )
        .unwrap();
    }
}

//! JSON as text, since rows may repeat a name and write numbers in ways that no value tree keeps.

use arbitrary::{Result, Unstructured};
use taskweave::platforms::secrets::looks_secret;

use super::pools;

/// How deep lists and objects lie within each other.
const DEPTH: usize = 3;

/// Any value.
pub(super) fn any(u: &mut Unstructured<'_>, out: &mut String) -> Result<()> {
    nested(u, DEPTH, out)
}

fn nested(u: &mut Unstructured<'_>, depth: usize, out: &mut String) -> Result<()> {
    let kinds = if depth == 0 { 5 } else { 7 };
    match u.int_in_range(0..=kinds)? {
        0 => out.push_str("null"),
        1 => out.push_str(if u.arbitrary()? { "true" } else { "false" }),
        2 => out.push_str(&pools::number(u)?),
        3 | 4 => out.push_str(&quoted(&pools::text(u)?)),
        5 => out.push_str(&quoted(&pools::time(u)?.to_string())),
        6 => {
            out.push('[');
            for at in 0..u.int_in_range(0..=3)? {
                if at > 0 {
                    out.push(',');
                }
                nested(u, depth - 1, out)?;
            }
            out.push(']');
        }
        _ => {
            let mut members = Members::new(out);
            for _ in 0..u.int_in_range(0..=3)? {
                let name = member_name(u)?;
                nested(u, depth - 1, members.named(&name))?;
            }
            members.end();
        }
    }
    Ok(())
}

/// A name that is no secret's: what those hold is blanked, in rows of their own tests.
pub(super) fn member_name(u: &mut Unstructured<'_>) -> Result<String> {
    let name = pools::name(u)?;
    Ok(if looks_secret(&name) {
        String::new()
    } else {
        name
    })
}

pub(super) fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// An object in the making. Names may repeat.
pub(super) struct Members<'a> {
    out: &'a mut String,
    is_first: bool,
}

impl<'a> Members<'a> {
    pub(super) fn new(out: &'a mut String) -> Self {
        out.push('{');
        Self {
            out,
            is_first: true,
        }
    }

    /// Where the value of the next member is to be written.
    pub(super) fn named(&mut self, name: &str) -> &mut String {
        if !self.is_first {
            self.out.push(',');
        }
        self.is_first = false;
        self.out.push_str(&quoted(name));
        self.out.push(':');
        self.out
    }

    pub(super) fn end(self) {
        self.out.push('}');
    }
}

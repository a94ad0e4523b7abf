//! Secrets in platforms' records: Kickserv's employees, for one, come with `password_salt`,
//! `encrypted_password` and `remember_token`. They are blanked in the page itself before anything is
//! read from it, at equal length, so that a row stays where it was.
//!
//! The rule goes by a member's name alone, see [`looks_secret`]. It cannot see a secret that stands
//! under a harmless name, nor JSON inside a text.

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;

use memchr::{memchr, memchr2};

/// Parts of names that mean a credential. A name is compared in lower case and without anything that
/// is no letter or digit: `API-Key`, `api_key` and `apiKey` are all `apikey`.
pub const SECRET_PARTS: [&str; 22] = [
    "password",
    "passwd",
    "passphrase",
    "passcode",
    "pwd",
    "secret",
    "token",
    "salt",
    "apikey",
    "authkey",
    "accesskey",
    "privatekey",
    "signingkey",
    "encryptionkey",
    "authorization",
    "credential",
    "bearer",
    "cookie",
    "sessionid",
    "sessionkey",
    "jwt",
    "csrf",
];

/// Words that hold a part of [`SECRET_PARTS`] by chance; they are left out before a name is compared.
pub const HARMLESS_WORDS: [&str; 9] = [
    "secretary",
    "secretaries",
    "secretariat",
    "secretarial",
    "basalt",
    "saltwater",
    "salted",
    "salty",
    "desalting",
];

/// Last words of names that tell something *about* a credential, not the credential itself:
/// `tokens_used`, `token_count`, `password_changed_at`.
pub const ABOUT_LAST_WORDS: [&str; 12] = [
    "at",
    "count",
    "date",
    "expires",
    "expiry",
    "expired",
    "limit",
    "remaining",
    "required",
    "ttl",
    "type",
    "used",
];

/// First words of such names: `max_tokens`, `has_password`.
pub const ABOUT_FIRST_WORDS: [&str; 6] = ["has", "is", "max", "min", "num", "requires"];

/// Different names that are remembered while a page is read; a page with more is hostile or no list.
const MAX_REMEMBERED: usize = 1024;

/// Whether a member of this name is taken for a secret.
///
/// It is one if its name, in lower case and without anything that is no letter or digit, contains one
/// of [`SECRET_PARTS`]. Two exceptions, by whole words (words end at anything that is no letter or
/// digit, and where a capital follows a small letter): [`HARMLESS_WORDS`] do not count, and a name
/// that ends in one of [`ABOUT_LAST_WORDS`] or begins with one of [`ABOUT_FIRST_WORDS`] is none. So
/// `token`, `tokens`, `refreshTokens` and `tokensused` are secrets, `tokens_used` and `tokensUsed`
/// are not: where words cannot be told apart, the value is blanked.
#[must_use]
pub fn looks_secret(key: &str) -> bool {
    // No part is shorter than three bytes, and no harmless name is shorter than its secret part.
    if key.len() < 3 {
        return false;
    }
    let words = words(key);
    let is_about = |word: Option<&String>, list: &[&str]| {
        words.len() > 1 && word.is_some_and(|word| list.contains(&word.as_str()))
    };
    if is_about(words.last(), &ABOUT_LAST_WORDS) || is_about(words.first(), &ABOUT_FIRST_WORDS) {
        return false;
    }
    let compared: String = words
        .iter()
        .filter(|word| !HARMLESS_WORDS.contains(&word.as_str()))
        .map(String::as_str)
        .collect();
    SECRET_PARTS
        .iter()
        .any(|part| holds(compared.as_bytes(), part.as_bytes()))
}

/// Whether a name has a part. For texts this short, a searcher that is made first costs more than the
/// search.
fn holds(name: &[u8], part: &[u8]) -> bool {
    name.windows(part.len()).any(|window| window == part)
}

/// The words of a name, in lower case.
fn words(key: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut after_small = false;
    for c in key.chars() {
        let ends = !c.is_alphanumeric() || (after_small && c.is_uppercase());
        if ends && !word.is_empty() {
            words.push(std::mem::take(&mut word));
        }
        if c.is_alphanumeric() {
            word.extend(c.to_lowercase());
        }
        after_small = c.is_lowercase();
    }
    if !word.is_empty() {
        words.push(word);
    }
    words
}

/// Blanks the values of all secrets in a JSON text, at any depth and without changing its length:
/// `null`, or `""` and `0` where there is no room for it, then spaces. A list or an object is blanked
/// as a whole. Answers how many values were changed; a second pass changes none.
///
/// Nothing but JSON is expected, and nothing else does harm: what is never closed is blanked to the
/// end, what is no JSON stays no JSON.
pub(crate) fn blank_secrets(page: &mut [u8]) -> usize {
    let secrets = find(page);
    let mut changed = 0;
    for range in secrets {
        if let Some(value) = page.get_mut(range) {
            changed += usize::from(blank(value));
        }
    }
    changed
}

/// Blanks one value and says whether that changed it.
fn blank(value: &mut [u8]) -> bool {
    let blank: &[u8] = match value.len() {
        0 => return false,
        1 => b"0",
        2 | 3 => b"\"\"",
        _ => b"null",
    };
    let mut changed = false;
    let padded = blank.iter().copied().chain(std::iter::repeat(b' '));
    for (byte, new) in value.iter_mut().zip(padded) {
        changed |= *byte != new;
        *byte = new;
    }
    changed
}

/// Where the values of secrets stand. A text that a colon follows is a name, wherever it stands, so
/// no stack is needed and no depth is too deep.
fn find(page: &[u8]) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut known: HashMap<&[u8], bool> = HashMap::new();
    let mut at = 0;
    while let Some(open) = memchr(b'"', page.get(at..).unwrap_or_default()).map(|n| at + n) {
        let Some(close) = end_of_text(page, open) else {
            break;
        };
        at = close;
        let colon = skip_blanks(page, close);
        if page.get(colon) != Some(&b':') {
            continue;
        }
        let value = skip_blanks(page, colon + 1);
        at = value;
        let key = page
            .get(open + 1..close.saturating_sub(1))
            .unwrap_or_default();
        let secret = match known.get(key) {
            Some(secret) => *secret,
            None => {
                let secret = is_secret_name(key);
                if known.len() < MAX_REMEMBERED {
                    known.insert(key, secret);
                }
                secret
            }
        };
        if secret {
            at = end_of_value(page, value);
            found.push(value..at);
        }
    }
    found
}

/// Whether a name in its quotes, escapes and all, is a secret's.
pub(super) fn is_secret(quoted: &str) -> bool {
    let inner = quoted.as_bytes().get(1..quoted.len().saturating_sub(1));
    is_secret_name(inner.unwrap_or_default())
}

/// Blanks the values that stand at places of a JSON text, without changing its length.
pub(crate) fn blank_values(page: &mut [u8], values: &[Range<usize>]) {
    for range in values {
        if let Some(value) = page.get_mut(range.clone()) {
            blank(value);
        }
    }
}

/// Whether the name between two quotes, escapes and all, is a secret's.
fn is_secret_name(raw: &[u8]) -> bool {
    let name: Cow<'_, str> = if raw.contains(&b'\\') {
        let quoted = [b"\"", raw, b"\""].concat();
        match serde_json::from_slice::<String>(&quoted) {
            Ok(name) => Cow::Owned(name),
            // A lone surrogate, say: what cannot be read is compared as it is written.
            Err(_) => String::from_utf8_lossy(raw),
        }
    } else {
        String::from_utf8_lossy(raw)
    };
    looks_secret(&name)
}

/// The place after the text that begins at `open`.
fn end_of_text(page: &[u8], open: usize) -> Option<usize> {
    let mut at = open + 1;
    loop {
        let found = at + memchr2(b'"', b'\\', page.get(at..)?)?;
        if page.get(found) == Some(&b'"') {
            return Some(found + 1);
        }
        at = found + 2;
    }
}

/// The place after the value that begins at `start`; the end of the page where it never ends.
fn end_of_value(page: &[u8], start: usize) -> usize {
    let mut depth = 0_usize;
    let mut at = start;
    while let Some(byte) = page.get(at) {
        match byte {
            b'"' => {
                at = end_of_text(page, at).unwrap_or(page.len());
                if depth == 0 {
                    return at;
                }
                continue;
            }
            b'{' | b'[' => depth += 1,
            b'}' | b']' if depth == 0 => return at,
            b'}' | b']' => {
                depth -= 1;
                if depth == 0 {
                    return at + 1;
                }
            }
            b',' | b' ' | b'\t' | b'\n' | b'\r' if depth == 0 => return at,
            _ => {}
        }
        at += 1;
    }
    page.len()
}

fn skip_blanks(page: &[u8], from: usize) -> usize {
    let blanks = page
        .get(from..)
        .unwrap_or_default()
        .iter()
        .take_while(|b| b" \t\n\r".contains(b))
        .count();
    from + blanks
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::*;
    use crate::platforms::fixtures;
    use crate::scan::{Layout, Page};

    #[test]
    fn secrets_are_known_by_their_names() {
        for name in [
            "password",
            "Password",
            "password_salt",
            "encrypted_password",
            "remember_token",
            "pass_word",
            "pass-word",
            "API Key",
            "apiKey",
            "api.key",
            "x-authorization",
            "client_secret",
            "clientsecret",
            "tokens",
            "refreshTokens",
            "tokensused",
            "token",
            "aws_access_key_id",
            "to\u{212a}en",
            "secretary_password",
            "PWD",
            "PASSWORD_AT_REST",
        ] {
            assert!(looks_secret(name), "{name}");
        }
        for name in [
            "",
            "id",
            "key",
            "name",
            "tokens_used",
            "tokensUsed",
            "max_tokens",
            "token_type",
            "password_changed_at",
            "has_password",
            "secretary",
            "Secretary Name",
            "basalt_depth",
            "author",
            "passenger",
            "currency_id",
            "task_token count",
        ] {
            assert!(!looks_secret(name), "{name}");
        }
    }

    fn blanked(text: &str) -> (String, usize) {
        let mut page = text.as_bytes().to_vec();
        let changed = blank_secrets(&mut page);
        (String::from_utf8(page).unwrap(), changed)
    }

    #[test]
    fn values_are_blanked_where_they_stand() {
        for (text, result, changed) in [
            (
                r#"{"token":"abcdef","a":1}"#,
                r#"{"token":null    ,"a":1}"#,
                1,
            ),
            (
                r#"{"pass\u0077ord" : "abc"}"#,
                r#"{"pass\u0077ord" : null }"#,
                1,
            ),
            (r#"{"token":7}"#, r#"{"token":0}"#, 1),
            (r#"{"token":77}"#, r#"{"token":""}"#, 1),
            (r#"{"token":777 }"#, r#"{"token":""  }"#, 1),
            (r#"{"token":null}"#, r#"{"token":null}"#, 0),
            (r#"{"token":""}"#, r#"{"token":""}"#, 0),
            (r#"{"token":true}"#, r#"{"token":null}"#, 1),
            (
                r#"{"token":["a]",{"b":"}"}]}"#,
                r#"{"token":null            }"#,
                1,
            ),
            (
                r#"[{"a":[{"salt":"é\"x"}]}]"#,
                r#"[{"a":[{"salt":null   }]}]"#,
                1,
            ),
            (r#"["token","password"]"#, r#"["token","password"]"#, 0),
            (
                r#"{"a":"\"token\":\"b\""}"#,
                r#"{"a":"\"token\":\"b\""}"#,
                0,
            ),
            (r#"{"token":"abcd"#, r#"{"token":null "#, 1),
            (r#"{"token":[[["#, r#"{"token":"" "#, 1),
            (r#"{"token":"#, r#"{"token":"#, 0),
            (r#"{"token":}"#, r#"{"token":}"#, 0),
            ("", "", 0),
            ("\"", "\"", 0),
        ] {
            assert_eq!(blanked(text), (result.to_owned(), changed), "{text}");
        }
    }

    #[test]
    fn no_depth_is_too_deep() {
        let deep = format!(
            "{}{{\"token\":\"abcd\"}}{}",
            "[".repeat(100_000),
            "]".repeat(100_000)
        );
        assert_eq!(blanked(&deep).1, 1);
        assert!(!blanked(&deep).0.contains("abcd"));
    }

    /// The same done the slow way, on a tree.
    fn reference(value: &mut Value) {
        match value {
            Value::Object(members) => {
                for (name, value) in members.iter_mut() {
                    if looks_secret(name) {
                        *value = match value.to_string().len() {
                            1 => json!(0),
                            2 | 3 => json!(""),
                            _ => Value::Null,
                        };
                    } else {
                        reference(value);
                    }
                }
            }
            Value::Array(items) => items.iter_mut().for_each(reference),
            _ => {}
        }
    }

    fn json_value() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            (0..20_i64).prop_map(Value::from),
            "[\\PC\"\\\\\n]{0,12}".prop_map(Value::from),
        ];
        let key = prop_oneof![
            Just("token".to_owned()),
            Just("Pass_Word".to_owned()),
            Just("api \"key".to_owned()),
            Just("tokens_used".to_owned()),
            "[a-z\"\\\\\u{e9}]{0,6}",
        ];
        leaf.prop_recursive(5, 60, 6, move |inner| {
            prop_oneof![
                proptest::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
                proptest::collection::btree_map(key.clone(), inner, 0..5)
                    .prop_map(|members| Value::Object(members.into_iter().collect())),
            ]
        })
    }

    /// Places that the scanner of pages notes on its way.
    fn blanked_by_the_scanner(page: &[u8]) -> Option<Vec<u8>> {
        static LAYOUT: Layout = Layout {
            frames: &[&[]],
            lists: &[&[], &["tasks"]],
            members: &["id"],
        };
        let text = std::str::from_utf8(page).ok()?;
        let read = Page::read(text, &LAYOUT, is_secret).ok()?;
        let mut blanked = page.to_vec();
        blank_values(&mut blanked, &read.secrets);
        Some(blanked)
    }

    proptest! {
        #[test]
        fn the_scanner_finds_the_same(page in fixtures::mutated("kickserv")) {
            if let Some(blanked) = blanked_by_the_scanner(&page) {
                let mut expected = page;
                blank_secrets(&mut expected);
                prop_assert_eq!(blanked, expected);
            }
        }

        #[test]
        fn only_secret_values_change(value in json_value()) {
            let text = value.to_string();
            let (result, changed) = blanked(&text);
            prop_assert_eq!(result.len(), text.len());
            let mut expected = value.clone();
            reference(&mut expected);
            prop_assert_eq!(&serde_json::from_str::<Value>(&result).unwrap(), &expected);
            prop_assert_eq!(changed > 0, expected != value);
            prop_assert_eq!(blanked(&result), (result.clone(), 0));
            let scanned = blanked_by_the_scanner(text.as_bytes());
            prop_assert_eq!(scanned.as_deref(), Some(result.as_bytes()));
        }

        #[test]
        fn spaces_and_escapes_change_nothing(value in json_value()) {
            let pretty = serde_json::to_string_pretty(&value).unwrap().replace("token", "t\\u006fken");
            let (result, _) = blanked(&pretty);
            prop_assert_eq!(result.len(), pretty.len());
            let result: Value = serde_json::from_str(&result).unwrap();
            let tokens: Vec<_> = result.pointer("/token").into_iter().collect();
            prop_assert!(tokens.iter().all(|v| v.is_null() || **v == json!(0) || **v == json!("")));
        }

        #[test]
        fn nothing_panics(mut bytes in proptest::collection::vec(prop_oneof![
            Just(b'"'), Just(b'\\'), Just(b':'), Just(b'{'), Just(b'}'), Just(b'['), Just(b','),
            Just(b' '), Just(b't'), any::<u8>()], 0..80)) {
            let length = bytes.len();
            blank_secrets(&mut bytes);
            prop_assert_eq!(bytes.len(), length);
            let mut page = [b"{\"token\":".as_slice(), &bytes].concat();
            blank_secrets(&mut page);
        }
    }
}

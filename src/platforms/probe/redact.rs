//! An answer as it may be kept: credentials blanked by the published list, texts replaced by others of
//! the same shape; keys, ids, dates, numbers and the platform's own words stay, so that readers read it
//! as they read the original.

use super::super::fields::Fields;
use super::super::{blank_secrets, json};

/// Names that tell of a person or place: digits under them are no numbers.
const PERSONAL: [&str; 13] = [
    "phone",
    "fax",
    "mobile",
    "cell",
    "zip",
    "postal",
    "postcode",
    "latitude",
    "longitude",
    "address",
    "street",
    "birth",
    "ssn",
];
/// Names, or last words of names, under which an id stands.
const IDS: [&str; 6] = ["id", "key", "href", "number", "code", "uid"];
/// An id is no longer.
const LONGEST_ID: usize = 64;

/// How answers are redacted.
pub(super) struct Redaction {
    /// Names whose texts are the platform's own words.
    pub(super) words: &'static [&'static str],
}

impl Redaction {
    /// The answer to keep, and how its file's name ends.
    pub(super) fn body(&self, body: &[u8]) -> (String, &'static str) {
        let mut body = body.to_vec();
        blank_secrets(&mut body);
        let text = String::from_utf8_lossy(&body);
        let text = text.trim_start_matches('\u{feff}').trim();
        if serde_json::from_str::<&serde_json::value::RawValue>(text).is_ok() {
            let mut out = String::new();
            self.value("", text, &mut out);
            out.push('\n');
            return (out, "json");
        }
        (markup(text), "txt")
    }

    fn value(&self, name: &str, raw: &str, out: &mut String) {
        if let Some(fields) = Fields::read(raw) {
            let mut before = '{';
            for (key, value) in fields.all().iter() {
                out.push(before);
                before = ',';
                out.push_str(&quoted(key));
                out.push(':');
                self.value(key, value, out);
            }
            if before == '{' {
                out.push('{');
            }
            out.push('}');
        } else if let Some(items) = json::items(raw) {
            out.push('[');
            for (place, item) in items.into_iter().enumerate() {
                if place > 0 {
                    out.push(',');
                }
                self.value(name, item, out);
            }
            out.push(']');
        } else if raw.starts_with('"') {
            let text = json::string(raw).unwrap_or_default();
            let keeps = self.keeps(name, &text);
            out.push_str(&quoted(&if keeps {
                text.into_owned()
            } else {
                shape(&text)
            }));
        } else if is_personal(name) && raw.starts_with(|c: char| c.is_ascii_digit() || c == '-') {
            out.push('0');
        } else {
            out.push_str(raw);
        }
    }

    fn keeps(&self, name: &str, text: &str) -> bool {
        if text.is_empty() || self.words.contains(&name) {
            return true;
        }
        !is_personal(name) && (is_number_or_time(text) || (is_id_name(name) && is_id(text)))
    }
}

fn is_personal(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    PERSONAL.iter().any(|part| name.contains(part))
}

/// Whether ids stand under a name: `id`, `job_id`, `parent.key`, `projectId`.
fn is_id_name(name: &str) -> bool {
    IDS.iter().any(|word| {
        let Some(before) = name.to_ascii_lowercase().strip_suffix(word).map(str::len) else {
            return false;
        };
        let rest = name.get(before..).unwrap_or_default();
        before == 0
            || name
                .get(..before)
                .is_some_and(|head| head.ends_with(['_', '.', '-']))
            || rest.starts_with(char::is_uppercase)
    })
}

/// Whether a text is an id and not the name of something: it has digits and nothing that names have.
fn is_id(text: &str) -> bool {
    text.len() <= LONGEST_ID
        && text.bytes().any(|b| b.is_ascii_digit())
        && text
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"-_./:".contains(&b))
}

/// Whether a text is a number, a date, a time, or hours and minutes.
fn is_number_or_time(text: &str) -> bool {
    let letters = text.bytes().filter(u8::is_ascii_alphabetic).count();
    let is_plain = text
        .bytes()
        .all(|b| b.is_ascii_digit() || b"TZ-+:.".contains(&b));
    is_plain && letters <= 2 && text.bytes().any(|b| b.is_ascii_digit())
}

/// Another text of the same shape: letters become `x`, digits `0`.
fn shape(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            c if c.is_uppercase() => 'X',
            c if c.is_alphabetic() => 'x',
            c if c.is_numeric() => '0',
            // Letters of no case, marks and pictures may tell what the text was.
            c if !c.is_ascii() => 'x',
            c => c,
        })
        .collect()
}

fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// Markup and plain text: the names of elements stay, what they hold and carry does not.
fn markup(text: &str) -> String {
    let mut out = String::new();
    for (place, part) in text.split('<').enumerate() {
        if place == 0 {
            out.push_str(&shape(part));
            continue;
        }
        let (tag, rest) = part.split_once('>').unwrap_or((part, ""));
        let name = |c: &char| c.is_ascii_alphanumeric() || "/!?".contains(*c);
        out.push('<');
        out.extend(tag.chars().take_while(name));
        out.push('>');
        out.push_str(&shape(rest));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    const REDACTION: Redaction = Redaction {
        words: &["status", "code"],
    };

    #[test]
    fn what_reads_alike_stays_and_what_tells_of_people_goes() {
        let page = r#"{"tasks": [{"id": 90300000072369001234, "key":"T-12", "name":"Ana's 2 Wände 🚧",
            "description":"", "status":"in Progress", "email":"ana@acme.example", "rate": 1.50,
            "due":"2024-01-02T03:04:05-05:00", "hours":"12:06", "phone":"5550100", "zip": 90210,
            "user_id":"ana", "created_at":"20240102", "api_token":"s3cret", "parent.id":"No 7"}], "x": []}"#;
        let (kept, ending) = REDACTION.body(page.as_bytes());
        assert_eq!(ending, "json");
        assert_eq!(
            kept.trim_end(),
            concat!(
                r#"{"tasks":[{"id":90300000072369001234,"key":"T-12","name":"Xxx'x 0 Xxxxx x","#,
                r#""description":"","status":"in Progress","email":"xxx@xxxx.xxxxxxx","rate":1.50,"#,
                r#""due":"2024-01-02T03:04:05-05:00","hours":"12:06","phone":"0000000","zip":0,"#,
                r#""user_id":"xxx","created_at":"20240102","api_token":null,"parent.id":"Xx 0"}],"x":[]}"#
            )
        );
    }

    #[test]
    fn what_is_no_json_keeps_its_elements() {
        let (kept, ending) = REDACTION.body(b"<p class=\"ana\">Hi Ana 7</p> by");
        assert_eq!((kept.as_str(), ending), ("<p>Xx Xxx 0</p> xx", "txt"));
        assert_eq!(REDACTION.body(b"").0, "");
    }
}

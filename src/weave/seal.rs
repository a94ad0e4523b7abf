//! The outside of a cursor: what it is for, when it was made, and a mark by which a changed one is told
//! from a whole one.
//!
//! | bytes | |
//! |---|---|
//! | 2 | `tw` |
//! | 1 | the version |
//! | 1 | the [`Kind`] |
//! | 1 | 1 if it is signed |
//! | 8 | when it was made: milliseconds since the epoch, big-endian |
//! | 4 | the length of the body, big-endian |
//! | | the body, JSON |
//! | 32 or 8 | HMAC-SHA-256 of all before it where there is a key, else the beginning of their SHA-256 |

use base64::Engine as _;
use base64::alphabet;
use base64::engine::general_purpose::{GeneralPurpose, NO_PAD, URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit, Mac};
use serde::Serialize;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};

use crate::error::{Code, Result, TaskweaveError};
use crate::http::Secret;
use crate::task::Timestamp;

/// The version that this module writes, and the only one that it reads.
const VERSION: u8 = 2;
/// The version before it had no mark of its own at its beginning: a version, a checksum, JSON.
const UNMARKED: u8 = 1;
const UNMARKED_CHECKSUM: usize = 6;
const MARK: &[u8; 2] = b"tw";
const CHECKSUM: usize = 8;
/// Longer cursors than this are not looked at.
const MAX_LENGTH: usize = 64 << 10;
/// A shorter key is guessed too easily.
const MIN_KEY: usize = 16;

/// Reads what was cut off as far as it goes: the last letter of a cut text may hold odd bits.
const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &alphabet::URL_SAFE,
    NO_PAD.with_decode_allow_trailing_bits(true),
);

/// What a cursor goes on with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A list in one order.
    List = 1,
    /// A list in the platforms' own order.
    Source = 2,
    /// What changed.
    Changes = 3,
}

/// Closes and opens cursors.
#[derive(Clone, Debug, Default)]
pub struct Seal {
    keys: Vec<Secret>,
    time_to_live_ms: Option<i64>,
}

impl Seal {
    /// A seal that signs with the first of the keys, if there is one, and accepts any of them; cursors
    /// are good for `time_to_live_ms`, if that is given.
    ///
    /// # Errors
    /// `request_invalid` for a key that is too short, and for a time that is not above 0.
    pub fn new(keys: Vec<Secret>, time_to_live_ms: Option<i64>) -> Result<Self> {
        if keys.iter().any(|key| key.reveal().len() < MIN_KEY) {
            return Err(
                wrong(format!("`cursorKey` has less than {MIN_KEY} characters"))
                    .help("write a random text of 32 characters or more, and keep it secret"),
            );
        }
        if time_to_live_ms.is_some_and(|millis| millis <= 0) {
            return Err(wrong("`cursorTtl` is not above 0".to_owned())
                .help("write milliseconds, or leave it out: cursors are then good for ever"));
        }
        Ok(Self {
            keys,
            time_to_live_ms,
        })
    }

    /// A cursor as a text.
    #[must_use]
    pub fn close(&self, kind: Kind, body: &impl Serialize, now: Timestamp) -> String {
        let body = serde_json::to_vec(body).unwrap_or_default();
        let mut bytes = MARK.to_vec();
        bytes.extend([VERSION, kind as u8, u8::from(!self.keys.is_empty())]);
        bytes.extend(now.millis().to_be_bytes());
        bytes.extend(u32::try_from(body.len()).unwrap_or(u32::MAX).to_be_bytes());
        bytes.extend(body);
        bytes.extend(self.tag(&bytes, CHECKSUM));
        URL_SAFE_NO_PAD.encode(bytes)
    }

    /// What a cursor of this kind holds.
    ///
    /// # Errors
    /// `cursor_invalid` for what is no cursor of ours, `cursor_version` for one of another version,
    /// `cursor_truncated` for one that lacks its end, `cursor_tampered` for one that was changed or that
    /// no key of ours has signed, `cursor_mismatch` for one of another kind, `cursor_expired`.
    pub fn open<T: DeserializeOwned>(&self, kind: Kind, text: &str, now: Timestamp) -> Result<T> {
        let bytes = decoded(text).ok_or_else(invalid)?;
        let parts = Parts::of(&bytes)?;
        self.verify(&parts)?;
        // Odd bits of the last letter change the text and not the bytes.
        if URL_SAFE_NO_PAD.encode(&bytes) != text {
            return Err(tampered());
        }
        if parts.kind != kind as u8 {
            return Err(mismatch());
        }
        let age = now.millis().saturating_sub(parts.made_at);
        if self.time_to_live_ms.is_some_and(|most| age > most) {
            return Err(
                TaskweaveError::new(Code::CursorExpired, "the cursor is too old").help(
                    "leave it out to start again; `cursorTtl` decides how long cursors are good",
                ),
            );
        }
        serde_json::from_slice(parts.body).map_err(|_| invalid())
    }

    /// A mark of 32 bytes by which changed bytes are told from whole ones.
    #[must_use]
    pub fn sign(&self, message: &[u8]) -> Vec<u8> {
        self.tag(message, Sha256::output_size())
    }

    /// Whether a mark is that of these bytes, by a key that is known here.
    #[must_use]
    pub fn has_signed(&self, message: &[u8], tag: &[u8]) -> bool {
        self.is_tag(message, tag, Sha256::output_size())
    }

    fn verify(&self, parts: &Parts<'_>) -> Result<()> {
        let is_whole = parts.is_signed != self.keys.is_empty()
            && self.is_tag(parts.signed, parts.tag, CHECKSUM);
        is_whole.then_some(()).ok_or_else(tampered)
    }

    /// The signature of bytes where there is a key, else so many bytes of their checksum.
    fn tag(&self, message: &[u8], length: usize) -> Vec<u8> {
        match self.keys.first().and_then(|key| signer(key, message)) {
            Some(signer) => signer.finalize().into_bytes().to_vec(),
            None => checksum(message, length),
        }
    }

    fn is_tag(&self, message: &[u8], tag: &[u8], length: usize) -> bool {
        if self.keys.is_empty() {
            return tag == checksum(message, length);
        }
        let mut signers = self.keys.iter().filter_map(|key| signer(key, message));
        // `verify_slice` takes the same time wherever two tags differ.
        signers.any(|signer| signer.verify_slice(tag).is_ok())
    }
}

/// The parts of a cursor that lacks nothing.
struct Parts<'a> {
    kind: u8,
    is_signed: bool,
    made_at: i64,
    body: &'a [u8],
    /// Everything before the tag.
    signed: &'a [u8],
    tag: &'a [u8],
}

impl<'a> Parts<'a> {
    fn of(bytes: &'a [u8]) -> Result<Self> {
        let Some(rest) = bytes.strip_prefix(MARK) else {
            return Err(match bytes.split_first() {
                Some((&UNMARKED, rest)) if is_unmarked(rest) => other_version(UNMARKED),
                Some(_) if MARK.starts_with(bytes) => truncated(),
                _ => invalid(),
            });
        };
        let (&version, rest) = rest.split_first().ok_or_else(truncated)?;
        if version != VERSION {
            return Err(other_version(version));
        }
        let (&[kind, is_signed], rest) = rest.split_first_chunk().ok_or_else(truncated)?;
        let (made_at, rest) = rest.split_first_chunk().ok_or_else(truncated)?;
        let (length, rest) = rest.split_first_chunk().ok_or_else(truncated)?;
        let length = usize::try_from(u32::from_be_bytes(*length)).unwrap_or(usize::MAX);
        let (body, tag) = rest.split_at_checked(length).ok_or_else(truncated)?;
        let wanted = match is_signed {
            0 => CHECKSUM,
            _ => Sha256::output_size(),
        };
        if tag.len() < wanted {
            return Err(truncated());
        }
        let signed = bytes.len().saturating_sub(tag.len());
        Ok(Self {
            kind,
            is_signed: is_signed != 0,
            made_at: i64::from_be_bytes(*made_at),
            body,
            signed: bytes.get(..signed).unwrap_or_default(),
            tag,
        })
    }
}

fn decoded(text: &str) -> Option<Vec<u8>> {
    if text.len() > MAX_LENGTH {
        return None;
    }
    // One letter alone after whole groups of four holds no byte.
    let whole = match text.len() % 4 {
        1 => text.get(..text.len() - 1)?,
        _ => text,
    };
    LENIENT.decode(whole).ok()
}

fn signer(key: &Secret, message: &[u8]) -> Option<Hmac<Sha256>> {
    let mut signer = Hmac::<Sha256>::new_from_slice(key.reveal().as_bytes()).ok()?;
    signer.update(message);
    Some(signer)
}

fn checksum(message: &[u8], length: usize) -> Vec<u8> {
    Sha256::digest(message)
        .iter()
        .take(length)
        .copied()
        .collect()
}

fn is_unmarked(rest: &[u8]) -> bool {
    rest.split_at_checked(UNMARKED_CHECKSUM)
        .is_some_and(|(sum, body)| sum == checksum(body, UNMARKED_CHECKSUM))
}

fn wrong(message: String) -> TaskweaveError {
    TaskweaveError::new(Code::RequestInvalid, message)
}

/// The error of a text that is no cursor.
pub(super) fn invalid() -> TaskweaveError {
    TaskweaveError::new(Code::CursorInvalid, "this is not a cursor of ours")
        .help("pass `next_cursor` exactly as it came, or leave the cursor out to start again")
}

/// The error of a cursor that belongs to another list.
pub(super) fn mismatch() -> TaskweaveError {
    TaskweaveError::new(
        Code::CursorMismatch,
        "the cursor belongs to a list with another filter, sort, order or set of connections",
    )
    .help("repeat the first request's filter, sort, order and connections, or leave the cursor out to start again; `limit` and `expand` may change")
}

fn truncated() -> TaskweaveError {
    TaskweaveError::new(Code::CursorTruncated, "the end of the cursor is missing")
        .help("pass `next_cursor` whole: something on its way has cut it off")
}

fn tampered() -> TaskweaveError {
    TaskweaveError::new(
        Code::CursorTampered,
        "the cursor was changed, or was not signed with a key that is known here",
    )
    .help("pass `next_cursor` exactly as it came; where `cursorKey` was exchanged, name the old key after the new one")
}

fn other_version(version: u8) -> TaskweaveError {
    TaskweaveError::new(
        Code::CursorVersion,
        format!("the cursor is of version {version}; this module reads version {VERSION}"),
    )
    .help("leave the cursor out to start again")
}

#[cfg(test)]
mod tests {
    use super::*;

    const BODY: &str = "a body";

    fn at(millis: i64) -> Timestamp {
        Timestamp::from_millis(1_700_000_000_000 + millis).unwrap()
    }

    fn seal(keys: &[&str], time_to_live_ms: Option<i64>) -> Seal {
        let keys = keys.iter().map(|key| Secret::new(*key)).collect();
        Seal::new(keys, time_to_live_ms).unwrap()
    }

    fn open(seal: &Seal, text: &str) -> Result<String> {
        seal.open(Kind::List, text, at(60_000))
    }

    fn code(seal: &Seal, text: &str) -> Code {
        open(seal, text).unwrap_err().code
    }

    const OLD: &str = "the key of last year";
    const NEW: &str = "the key of this year";

    #[test]
    fn what_was_closed_opens_and_is_url_safe() {
        for keys in [&[][..], &[NEW], &[NEW, OLD]] {
            let seal = seal(keys, None);
            let text = seal.close(Kind::List, &BODY, at(0));
            assert!(
                text.bytes()
                    .all(|b| b.is_ascii_alphanumeric() || b"_-".contains(&b))
            );
            assert_eq!(open(&seal, &text).unwrap(), BODY);
        }
    }

    #[test]
    fn every_cut_and_every_change_is_told() {
        for keys in [&[][..], &[NEW]] {
            let seal = seal(keys, None);
            let text = seal.close(Kind::List, &BODY, at(0));
            assert_eq!(code(&seal, ""), Code::CursorInvalid);
            assert_eq!(code(&seal, text.get(..1).unwrap()), Code::CursorInvalid);
            for end in 2..text.len() {
                let cut = text.get(..end).unwrap();
                assert_eq!(code(&seal, cut), Code::CursorTruncated, "cut at {end}");
            }
            assert_eq!(code(&seal, &format!("{text}A")), Code::CursorTampered);
            assert_eq!(code(&seal, &format!("{text}AAAA")), Code::CursorTampered);
            for at in 0..text.len() {
                for letter in [b'A', b'Q', b'_'] {
                    let mut changed = text.clone().into_bytes();
                    if changed[at] == letter {
                        continue;
                    }
                    changed[at] = letter;
                    let changed = String::from_utf8(changed).unwrap();
                    let code = code(&seal, &changed);
                    let of_head = [
                        Code::CursorInvalid,
                        Code::CursorVersion,
                        Code::CursorTruncated,
                    ];
                    // The mark, the version, whether it is signed and the length come before what is checked.
                    assert!(
                        code == Code::CursorTampered || (at < 24 && of_head.contains(&code)),
                        "{at}: {code:?}"
                    );
                }
            }
        }
    }

    #[test]
    fn what_is_no_cursor_is_told() {
        let seal = seal(&[], None);
        for text in [
            "MTY3NDgzMTk0Ml82MDY4ZDI0ZC02NGRm",
            "ä",
            "a b",
            "%",
            "null",
            "0",
        ] {
            assert_eq!(code(&seal, text), Code::CursorInvalid, "{text}");
        }
        assert_eq!(code(&seal, &"d".repeat(100_000)), Code::CursorInvalid);
    }

    #[test]
    fn keys_are_exchanged_one_by_one() {
        let text = seal(&[OLD], None).close(Kind::List, &BODY, at(0));
        assert_eq!(open(&seal(&[NEW, OLD], None), &text).unwrap(), BODY);
        for other in [seal(&[NEW], None), seal(&[], None)] {
            assert_eq!(code(&other, &text), Code::CursorTampered);
        }
        let unsigned = seal(&[], None).close(Kind::List, &BODY, at(0));
        assert_eq!(code(&seal(&[NEW], None), &unsigned), Code::CursorTampered);
    }

    #[test]
    fn another_kind_is_another_list() {
        let text = seal(&[], None).close(Kind::Changes, &BODY, at(0));
        assert_eq!(code(&seal(&[], None), &text), Code::CursorMismatch);
    }

    #[test]
    fn cursors_expire_where_a_time_is_set_alone() {
        let text = seal(&[], None).close(Kind::List, &BODY, at(0));
        assert_eq!(open(&seal(&[], Some(60_000)), &text).unwrap(), BODY);
        assert_eq!(code(&seal(&[], Some(59_999)), &text), Code::CursorExpired);
        assert_eq!(open(&seal(&[], None), &text).unwrap(), BODY);
    }

    #[test]
    fn the_version_before_is_refused_by_name() {
        let mut bytes = vec![UNMARKED];
        bytes.extend(checksum(b"{}", UNMARKED_CHECKSUM));
        bytes.extend(b"{}");
        let error = open(&seal(&[], None), &URL_SAFE_NO_PAD.encode(bytes)).unwrap_err();
        assert_eq!(error.code, Code::CursorVersion);
        assert_eq!(
            error.message,
            "the cursor is of version 1; this module reads version 2"
        );
    }

    #[test]
    fn weak_keys_and_times_are_refused() {
        for (keys, time) in [(vec![Secret::new("short")], None), (Vec::new(), Some(0))] {
            let error = Seal::new(keys, time).unwrap_err();
            assert_eq!(error.code, Code::RequestInvalid);
        }
    }
}

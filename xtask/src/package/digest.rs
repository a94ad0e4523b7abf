//! The key of a step's inputs: equal inputs, equal key.

use sha2::{Digest as _, Sha256};

/// A key in the making.
pub(crate) struct Digest(Sha256);

impl Digest {
    /// The key of nothing yet.
    pub(crate) fn new() -> Self {
        Self(Sha256::new())
    }

    /// Adds one named input. Lengths go in too, so that no two lists of inputs look alike.
    pub(crate) fn add(&mut self, name: &str, content: &[u8]) {
        for part in [name.as_bytes(), content] {
            self.0.update(part.len().to_le_bytes());
            self.0.update(part);
        }
    }

    /// The key in hexadecimal.
    pub(crate) fn finish(self) -> String {
        self.0
            .finalize()
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_border_between_inputs_counts() {
        let key = |inputs: &[(&str, &str)]| {
            let mut digest = Digest::new();
            for (name, content) in inputs {
                digest.add(name, content.as_bytes());
            }
            digest.finish()
        };
        assert_eq!(key(&[("a", "bc")]), key(&[("a", "bc")]));
        assert_ne!(key(&[("a", "bc")]), key(&[("ab", "c")]));
        assert_eq!(key(&[]).len(), 64);
    }
}

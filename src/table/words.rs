//! Texts that many rows have in common: each is kept and tested once.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use hashbrown::HashTable;

use super::numbers::Numbers;
use super::several::Several;
use super::text::TextColumn;

/// Different texts, each once, by numbers from 0. Rows name the same projects, people and priorities
/// over and over.
#[derive(Clone, Debug, Default)]
pub(crate) struct Dictionary {
    texts: TextColumn,
    numbers: HashTable<u32>,
    /// Numbers of texts that were met lately, by a hash that costs nothing: a handful of status words
    /// takes turns in every page.
    lately: [u32; LATELY],
}

const LATELY: usize = 16;

impl Dictionary {
    /// The number of a text. `None` if the arena would pass 4 GiB, before which a table refuses pages.
    pub(crate) fn number(&mut self, text: &str) -> Option<u32> {
        let place = lately(text);
        let guess = self.lately.get(place).copied().unwrap_or_default();
        if self.get(guess) == Some(text) {
            return Some(guess);
        }
        let number = self.find_or_add(text)?;
        if let Some(slot) = self.lately.get_mut(place) {
            *slot = number;
        }
        Some(number)
    }

    fn find_or_add(&mut self, text: &str) -> Option<u32> {
        let texts = &self.texts;
        let known = |number: u32| texts.get(number as usize).unwrap_or_default();
        let hash = hash(text);
        if let Some(number) = self.numbers.find(hash, |number| known(*number) == text) {
            return Some(*number);
        }
        let number = u32::try_from(texts.len()).ok()?;
        self.texts.push(text)?;
        let texts = &self.texts;
        self.numbers.insert_unique(hash, number, |number| {
            self::hash(texts.get(*number as usize).unwrap_or_default())
        });
        Some(number)
    }

    /// How many texts it has.
    pub(crate) fn len(&self) -> usize {
        self.texts.len()
    }

    /// The text of a number.
    pub(crate) fn get(&self, number: u32) -> Option<&str> {
        self.texts.get(number as usize)
    }

    /// The texts, in the order of their numbers.
    pub(crate) fn texts(&self) -> impl Iterator<Item = &str> {
        self.texts.iter()
    }

    /// The bytes of its texts.
    pub(crate) fn text_bytes(&self) -> usize {
        self.texts.text_bytes()
    }

    /// The bytes that it takes up.
    pub(crate) fn bytes(&self) -> usize {
        self.texts.bytes() + self.numbers.allocation_size()
    }
}

fn lately(text: &str) -> usize {
    let bytes = text.as_bytes();
    let ends = [bytes.first(), bytes.last()].map(|byte| byte.copied().unwrap_or_default());
    (text.len() + ends.iter().map(|byte| usize::from(*byte)).sum::<usize>()) % LATELY
}

fn hash(text: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    hasher.finish()
}

/// A text or null a row.
#[derive(Clone, Debug, Default)]
pub(crate) struct Words {
    dictionary: Dictionary,
    /// 0 for null, else one more than the text's number.
    numbers: Numbers,
}

impl Words {
    /// How many rows it has.
    pub(crate) fn len(&self) -> usize {
        self.numbers.len()
    }

    /// Appends a row. `None` if the arena would pass 4 GiB.
    pub(crate) fn push(&mut self, text: Option<&str>) -> Option<()> {
        let number = self.number(text)?;
        self.push_number(number);
        Some(())
    }

    /// Appends a row by what [`Self::number`] gave.
    pub(crate) fn push_number(&mut self, number: u32) {
        self.numbers.push(number);
    }

    /// Replaces a row. `None` if the arena would pass 4 GiB.
    pub(crate) fn set(&mut self, row: usize, text: Option<&str>) -> Option<()> {
        let number = self.number(text)?;
        self.numbers.set(row, number);
        // More than half of the texts have no row any more.
        if self.dictionary.len() > 2 * self.len() + 64 {
            let mut anew = Self::default();
            for row in 0..self.len() {
                anew.push(self.get(row))?;
            }
            *self = anew;
        }
        Some(())
    }

    /// Replaces a row, or appends it if it is the first that is not there.
    pub(crate) fn put(&mut self, row: usize, text: Option<&str>) -> Option<()> {
        match row < self.len() {
            true => self.set(row, text),
            false => self.push(text),
        }
    }

    /// The text of a row.
    pub(crate) fn get(&self, row: usize) -> Option<&str> {
        let number = self.numbers.get(row)?.checked_sub(1)?;
        self.dictionary.get(number)
    }

    /// The different texts; some may have no row any more.
    pub(crate) fn dictionary(&self) -> &Dictionary {
        &self.dictionary
    }

    /// The number of each row: 0 for null, else one more than that of its text.
    pub(crate) fn numbers(&self) -> &Numbers {
        &self.numbers
    }

    /// The bytes that it takes up.
    pub(crate) fn bytes(&self) -> usize {
        self.dictionary.bytes() + self.numbers.bytes()
    }

    /// The number that stands for a text in [`Self::numbers`]. `None` if the arena would pass 4 GiB.
    pub(crate) fn number(&mut self, text: Option<&str>) -> Option<u32> {
        match text {
            None => Some(0),
            Some(text) => self.dictionary.number(text)?.checked_add(1),
        }
    }
}

/// Any number of texts a row.
#[derive(Clone, Debug, Default)]
pub(crate) struct WordLists {
    dictionary: Dictionary,
    rows: Several<u32>,
}

impl WordLists {
    /// How many rows it has.
    pub(crate) fn rows(&self) -> usize {
        self.rows.rows()
    }

    /// Replaces a row, or appends it if it is the first that is not there.
    pub(crate) fn put(&mut self, row: usize, texts: &[&str]) {
        let numbers = texts.iter().filter_map(|text| self.dictionary.number(text));
        self.rows.put(row, numbers);
        if self.dictionary.len() > 2 * self.rows.held() + 64 {
            let mut anew = Self::default();
            for row in 0..self.rows() {
                let texts = self.get(row).iter();
                let texts: Vec<&str> = texts.filter_map(|n| self.dictionary.get(*n)).collect();
                anew.put(row, &texts);
            }
            *self = anew;
        }
    }

    /// The numbers of a row's texts.
    pub(crate) fn get(&self, row: usize) -> &[u32] {
        self.rows.get(row)
    }

    /// The different texts; some may have no row any more.
    pub(crate) fn dictionary(&self) -> &Dictionary {
        &self.dictionary
    }

    /// The bytes that it takes up.
    pub(crate) fn bytes(&self) -> usize {
        self.dictionary.bytes() + self.rows.bytes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_has_one_number() {
        let mut dictionary = Dictionary::default();
        let numbers = ["a", "", "b", "a", ""].map(|text| dictionary.number(text).unwrap());
        assert_eq!(numbers, [0, 1, 2, 0, 1]);
        assert_eq!(dictionary.texts().collect::<Vec<_>>(), ["a", "", "b"]);
    }

    #[test]
    fn words_that_no_row_has_are_given_up() {
        let mut words = Words::default();
        for row in 0..3 {
            words.push((row > 0).then_some("one")).unwrap();
        }
        for round in 0..10_000 {
            words.set(1, Some(&format!("word {round}"))).unwrap();
        }
        let all: Vec<_> = (0..4).map(|row| words.get(row)).collect();
        assert_eq!(all, [None, Some("word 9999"), Some("one"), None]);
        assert!(words.dictionary().len() < 80);
        assert!(words.bytes() < 4096, "{}", words.bytes());
    }
}

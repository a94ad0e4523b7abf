//! Room for columns: a table that has taken in a large page keeps little more than it needs.

/// Appends, with room for a quarter more where there is none: doubling would keep up to twice the need.
pub(super) fn push<T>(column: &mut Vec<T>, value: T) {
    if column.len() == column.capacity() {
        column.reserve_exact(column.len() / 4 + 16);
    }
    column.push(value);
}

/// Appends a text, with the same room.
pub(super) fn push_text(arena: &mut String, text: &str) {
    if arena.capacity() - arena.len() < text.len() {
        arena.reserve_exact((arena.len() / 4 + 64).max(text.len()));
    }
    arena.push_str(text);
}

/// The bytes that a vector takes up, used or not.
pub(super) fn bytes<T>(column: &Vec<T>) -> usize {
    column.capacity() * size_of::<T>()
}

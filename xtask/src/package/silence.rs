//! Panics without words.
//!
//! The module has no panic hook, so nobody hears what a panic says: it formats its message, finds no
//! standard error to write it to, and traps. Here it traps at once, which is all that JavaScript sees
//! of it either way, and wasm-opt then drops what only prepared the words. The places in sources that
//! the words would name are blanked, and with them the paths of the machine that compiled. The compiler
//! itself does all this only with options of a nightly toolchain.

use std::ops::Range;

use anyhow::{Context as _, Result, ensure};
use walrus::ir::Value;
use walrus::{ConstExpr, DataId, DataKind, FunctionBuilder, FunctionId, FunctionKind, Module};

/// Parts of the mangled names of functions that never return, with their lengths as both ways of
/// mangling write them: all that the standard library panics or gives up memory through.
pub(super) const PANICS: &[&str] = &[
    "4core9panicking",
    "4core6option13expect_failed",
    "4core6option13unwrap_failed",
    "4core6result13unwrap_failed",
    "4core4cell22panic_already_borrowed",
    "4core4cell30panic_already_mutably_borrowed",
    "4core4cell4lazy14panic_poisoned",
    "4core5slice5index16slice_index_fail",
    "17len_mismatch_fail",
    "22panic_on_ord_violation",
    "4core3str16slice_error_fail",
    "5alloc7raw_vec12handle_error",
    "5alloc7raw_vec17capacity_overflow",
    "5alloc5alloc18handle_alloc_error",
    "7___rustc17rust_begin_unwind",
];

/// The same module, in which each of these functions does nothing but trap.
pub(super) fn silence(wasm: &[u8]) -> Result<Vec<u8>> {
    let mut module = Module::from_buffer(wasm).context("reading the compiled wasm")?;
    let panics: Vec<FunctionId> = module
        .funcs
        .iter_local()
        .filter(|(id, function)| {
            let name = module.funcs.get(*id).name.as_deref().unwrap_or_default();
            // What gives something back returns, whatever it is called.
            let returns = !module.types.results(function.ty()).is_empty();
            !returns && PANICS.iter().any(|panic| name.contains(panic))
        })
        .map(|(id, _)| id)
        .collect();
    // Where the names are missing or have changed, the package would grow without a word.
    ensure!(
        !panics.is_empty(),
        "no function of the wasm looks like a panic"
    );
    for id in panics {
        let params = module.types.params(module.funcs.get(id).ty()).to_vec();
        let mut body = FunctionBuilder::new(&mut module.types, &params, &[]);
        body.func_body().unreachable();
        let args = params.iter().map(|ty| module.locals.add(*ty)).collect();
        module.funcs.get_mut(id).kind = FunctionKind::Local(body.local_func(args));
    }
    blank_places(&mut module);
    Ok(module.emit_wasm())
}

/// Bytes of a `core::panic::Location`: where the path stands and how long it is, the line, the column.
const PLACE: usize = 16;

/// Most bytes of a path, most lines of a file, most columns of a line.
const MOST: [usize; 3] = [300, 100_000, 1_000];

/// Overwrites with zeros what is laid out as a place in a Rust source, and the paths that they name.
/// Nothing but a panic reads them; a text of the product that ends with `.rs` would need a line and a
/// column behind it to be taken for one.
fn blank_places(module: &mut Module) {
    let segments: Vec<(usize, DataId)> = module
        .data
        .iter()
        .filter_map(|data| match data.kind {
            DataKind::Active {
                offset: ConstExpr::Value(Value::I32(start)),
                ..
            } => Some((usize::try_from(start).ok()?, data.id())),
            _ => None,
        })
        .collect();
    let mut blank: Vec<(DataId, Range<usize>)> = Vec::new();
    for (start, id) in &segments {
        let bytes = &module.data.get(*id).value;
        let mut at = start.wrapping_neg() % 4;
        while let Some(words) = bytes.get(at..at + PLACE) {
            let path = path_of(words).and_then(|path| {
                let (start, id) = segments.iter().rfind(|(start, _)| *start <= path.start)?;
                let path = path.start - start..path.end - start;
                let text = module.data.get(*id).value.get(path.clone())?;
                (text.ends_with(b".rs") && text.iter().all(u8::is_ascii_graphic))
                    .then_some((*id, path))
            });
            match path {
                Some(path) => {
                    blank.extend([path, (*id, at..at + PLACE)]);
                    at += PLACE;
                }
                None => at += 4,
            }
        }
    }
    for (id, range) in blank {
        if let Some(bytes) = module.data.get_mut(id).value.get_mut(range) {
            bytes.fill(0);
        }
    }
}

/// The addresses of the path, if the words may be a place.
fn path_of(words: &[u8]) -> Option<Range<usize>> {
    let (words, _) = words.as_chunks::<4>();
    let mut words = words
        .iter()
        .filter_map(|word| usize::try_from(u32::from_le_bytes(*word)).ok());
    let start = words.next()?;
    let [length, line, column] = [words.next()?, words.next()?, words.next()?];
    let is_place = [length, line, column]
        .iter()
        .zip(MOST)
        .all(|(value, most)| (1..=most).contains(value));
    is_place.then(|| start..start + length)
}

#[cfg(test)]
mod tests {
    use super::*;
    use walrus::ValType;

    #[test]
    fn places_in_sources_are_blanked_and_other_texts_stay() {
        let mut module = Module::default();
        let memory = module.memories.add_local(false, false, 1, None, None);
        let word = |value: u32| value.to_le_bytes();
        let place = |start, length, line| [word(start), word(length), word(line), word(7)].concat();
        let texts = b"src/lib.rswrite `a.rs`tasks";
        let places = [place(1024, 10, 12), place(1046, 5, 12), place(1034, 12, 0)].concat();
        for (start, bytes) in [(1024, &texts[..]), (2048, &places)] {
            let offset = ConstExpr::Value(Value::I32(start));
            module
                .data
                .add(DataKind::Active { memory, offset }, bytes.to_vec());
        }
        blank_places(&mut module);
        let left: Vec<_> = module.data.iter().map(|data| &data.value).collect();
        assert_eq!(*left[0], b"\0\0\0\0\0\0\0\0\0\0write `a.rs`tasks");
        assert_eq!(left[1][..PLACE], [0; PLACE]);
        assert_eq!(left[1][PLACE..], places[PLACE..]);
    }

    fn module(name: &str, results: &[ValType]) -> Vec<u8> {
        let mut module = Module::default();
        let mut builder = FunctionBuilder::new(&mut module.types, &[ValType::I32], results);
        builder.name(name.to_owned());
        let arg = module.locals.add(ValType::I32);
        builder.func_body().local_get(arg);
        if results.is_empty() {
            builder.func_body().drop();
        }
        let function = builder.finish(vec![arg], &mut module.funcs);
        module.exports.add("f", function);
        module.emit_wasm()
    }

    const PANIC: &str = "_RNvNtCsgXGp5Oqx2Ny_4core9panicking9panic_fmt";

    fn instructions(wasm: &[u8]) -> u64 {
        let module = Module::from_buffer(wasm).unwrap();
        let (_, function) = module.funcs.iter_local().next().unwrap();
        function.size()
    }

    #[test]
    fn a_panic_only_traps() {
        let wasm = module(PANIC, &[]);
        assert_eq!(instructions(&wasm), 2);
        let silent = silence(&wasm).unwrap();
        assert_eq!(instructions(&silent), 1);
        let module = Module::from_buffer(&silent).unwrap();
        let (_, function) = module.funcs.iter_local().next().unwrap();
        let block = function.block(function.entry_block());
        assert!(matches!(
            block.instrs[0].0,
            walrus::ir::Instr::Unreachable(_)
        ));
    }

    #[test]
    fn what_returns_is_left_alone_and_a_module_without_panics_is_an_error() {
        for (name, results) in [
            (PANIC, &[ValType::I32][..]),
            ("_RNvNtCsgXGp5Oqx2Ny_4core3fmt5write", &[]),
        ] {
            assert!(silence(&module(name, results)).is_err(), "{name}");
        }
    }
}

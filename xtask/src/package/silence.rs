//! Panics without words.
//!
//! The module has no panic hook, so nobody hears what a panic says: it formats its message, finds no
//! standard error to write it to, and traps. Here it traps at once, which is all that JavaScript sees
//! of it either way, and wasm-opt then drops what only prepared the words. The compiler itself does so
//! only with a standard library built for it, which takes a nightly toolchain.

use anyhow::{Context as _, Result, ensure};
use walrus::{FunctionBuilder, FunctionId, FunctionKind, Module};

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
    Ok(module.emit_wasm())
}

#[cfg(test)]
mod tests {
    use super::*;
    use walrus::ValType;

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

    fn instructions(wasm: &[u8]) -> usize {
        let module = Module::from_buffer(wasm).unwrap();
        let (_, function) = module.funcs.iter_local().next().unwrap();
        function.size() as usize
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

//! The chunks of a body.

use std::cell::{Cell, RefCell};

use js_sys::{ArrayBuffer, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{ReadableStream, ReadableStreamByobReader, ReadableStreamDefaultReader};

/// workerd gives out its bodies so many bytes at a time, however many there are, unless the reader brings
/// a buffer: thirty turns of the event loop for a page of 120 KB.
const SMALL: u32 = 4096;
/// The buffer that is brought then, in bytes.
const BUFFER: u32 = 256 << 10;
/// No more of them are kept for later.
const SPARES: usize = 4;

thread_local! {
    /// Whether the last body that showed it came in small chunks: the next one is brought a buffer at once.
    static ARE_SMALL: Cell<bool> = const { Cell::new(false) };
    /// Buffers of bodies that were read to their end. An engine fills a new one with zeros, which takes as
    /// long as reading a page into it.
    static SPARE: RefCell<Vec<ArrayBuffer>> = const { RefCell::new(Vec::new()) };
}

/// Reads a body chunk by chunk.
pub(super) struct Chunks {
    stream: ReadableStream,
    reader: Reader,
}

enum Reader {
    /// Until the chunks are seen to be small.
    Default(ReadableStreamDefaultReader),
    /// For good: the stream takes no buffer.
    Only(ReadableStreamDefaultReader),
    /// With the buffer that the next chunk is read into.
    Byob(ReadableStreamByobReader, ArrayBuffer),
}

impl Chunks {
    pub(super) fn of(stream: ReadableStream) -> Self {
        // What is a stream by its shape alone, or of another realm, is read as it is.
        let reader = match stream.is_instance_of::<ReadableStream>() {
            true if ARE_SMALL.get() => with_buffer(&stream),
            true => Reader::Default(default_reader(&stream)),
            false => Reader::Only(default_reader(&stream)),
        };
        Self { stream, reader }
    }

    /// The next chunk; `None` at the end. Its bytes are good until the one after it is asked for.
    pub(super) async fn next(&mut self) -> Result<Option<Uint8Array>, JsValue> {
        let read = match &self.reader {
            Reader::Default(reader) | Reader::Only(reader) => reader.read(),
            Reader::Byob(reader, buffer) => {
                reader.read_with_array_buffer_view(&Uint8Array::new(buffer))
            }
        };
        let chunk = JsFuture::from(read).await?;
        if Reflect::get(&chunk, &"done".into())?.is_truthy() {
            self.spare(&chunk);
            return Ok(None);
        }
        let bytes: Uint8Array = Reflect::get(&chunk, &"value".into())?
            .dyn_into()
            .unwrap_or_else(|foreign: JsValue| Uint8Array::new(&foreign));
        match &mut self.reader {
            // What was handed in is detached, and comes back with the chunk.
            Reader::Byob(_, buffer) => {
                let back = bytes.buffer();
                // One that came from elsewhere may be shorter, down to none at all, which no read takes.
                *buffer = match back.byte_length() {
                    BUFFER => back,
                    _ => new_buffer(),
                };
            }
            Reader::Default(reader) if bytes.length() == SMALL => {
                reader.release_lock();
                self.reader = with_buffer(&self.stream);
                ARE_SMALL.set(matches!(self.reader, Reader::Byob(..)));
            }
            Reader::Default(_) | Reader::Only(_) => {}
        }
        Ok(Some(bytes))
    }

    /// Keeps the buffer for the next body: the end of one gives it back, with nothing in it.
    fn spare(&self, last: &JsValue) {
        if !matches!(self.reader, Reader::Byob(..)) {
            return;
        }
        let view = Reflect::get(last, &"value".into()).and_then(JsCast::dyn_into::<Uint8Array>);
        let buffer = view.map(|view| view.buffer());
        if let Ok(buffer) = buffer
            && buffer.byte_length() == BUFFER
        {
            SPARE.with_borrow_mut(|spare| {
                if spare.len() < SPARES {
                    spare.push(buffer);
                }
            });
        }
    }

    /// The rest is not wanted, and whether its sender hears of it does not matter.
    pub(super) fn cancel(&self) {
        let _ = match &self.reader {
            Reader::Default(reader) | Reader::Only(reader) => reader.cancel(),
            Reader::Byob(reader, _) => reader.cancel(),
        };
    }
}

/// A reader with a buffer. Only streams of bytes take one, and older engines know of none.
fn with_buffer(stream: &ReadableStream) -> Reader {
    match ReadableStreamByobReader::new(stream) {
        Ok(reader) => Reader::Byob(reader, new_buffer()),
        Err(_) => Reader::Only(default_reader(stream)),
    }
}

fn default_reader(stream: &ReadableStream) -> ReadableStreamDefaultReader {
    stream.get_reader().unchecked_into()
}

fn new_buffer() -> ArrayBuffer {
    let spare = SPARE.with_borrow_mut(Vec::pop);
    // One that somebody detached meanwhile has no bytes.
    spare
        .filter(|buffer| buffer.byte_length() == BUFFER)
        .unwrap_or_else(|| ArrayBuffer::new(BUFFER))
}

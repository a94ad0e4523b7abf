//! Work that goes on by itself where no engine runs it: while somebody waits a moment.

use std::cell::RefCell;
use std::task::Poll;

use futures_util::future::{LocalBoxFuture, poll_fn};

/// The work of a native transport that outlives the requests which began it.
#[derive(Default)]
pub struct Background(RefCell<Vec<LocalBoxFuture<'static, ()>>>);

impl Background {
    /// Takes work on.
    pub fn spawn(&self, work: LocalBoxFuture<'static, ()>) {
        self.0.borrow_mut().push(work);
    }

    /// Lets all of it go on a little, and the caller wait for that long.
    pub fn glance(&self) -> LocalBoxFuture<'_, ()> {
        let mut has_waited = false;
        Box::pin(poll_fn(move |context| {
            // Taken out: the work may wait a moment itself.
            let mut work = self.0.take();
            work.retain_mut(|each| each.as_mut().poll(context).is_pending());
            self.0.borrow_mut().extend(work);
            if std::mem::replace(&mut has_waited, true) {
                return Poll::Ready(());
            }
            context.waker().wake_by_ref();
            Poll::Pending
        }))
    }
}

//! One tasks API over Sage Intacct, Accelo, Kickserv and Zoho Books: Rutter's wire shape, every
//! filter honoured on every platform, one list in one order across all connections.
//!
//! A request flows one way: filter text → [`filter`] → [`plan`] → [`http`] calls → page bytes →
//! [`table`] columns → [`weave`] → page. ARCHITECTURE.md tells what each room is for.

pub mod client;
pub mod error;
pub mod filter;
mod gather;
pub mod http;
#[cfg(target_arch = "wasm32")]
pub mod js;
pub mod plan;
pub mod platforms;
pub mod scan;
pub mod table;
pub mod task;
pub mod weave;
pub mod worker;

//! What the platform can do, as data.

use crate::platforms::{Basis, Capabilities, PlatformFields};

/// The table.
pub(super) static CAPABILITIES: Capabilities = Capabilities {
    operations: &[],
    writable: &[],
    platform_fields: PlatformFields {
        create: &[],
        update: &[],
        custom: None,
        basis: Basis::Documented("Kickserv API v2"),
    },
    idempotency_key: None,
    limits: &[],
    assumptions: &[],
};

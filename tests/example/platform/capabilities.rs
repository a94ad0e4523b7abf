//! What the platform can do, as data.

use crate::platforms::{
    Assumption, Basis, Capabilities, DeletionsFact, LimitFact, Operation, OperationFact,
    PlatformFields, WritableFact, Writing,
};
use crate::task::Field;

const API: Basis = Basis::Documented("Example API");

/// The table.
pub(super) static CAPABILITIES: Capabilities = Capabilities {
    operations: &[
        fact(Operation::List, Some("GET /items"), None),
        fact(Operation::Get, Some("GET /items/{id}"), None),
        fact(Operation::GetByPlatformId, Some("GET /items/{id}"), None),
        fact(Operation::Create, Some("POST /items"), None),
        fact(Operation::Update, Some("PATCH /items/{id}"), None),
        fact(Operation::Delete, Some("DELETE /items/{id}"), None),
        fact(Operation::Notify, None, Some("nobody can be told")),
        fact(Operation::Jobs, None, Some("there are no jobs")),
        fact(Operation::Count, Some("GET /items?limit=1"), None),
        fact(
            Operation::Raw,
            Some("any call below https://api.example.com/v1"),
            None,
        ),
    ],
    writable: &[
        writable(Field::Name, "title", Writing::Required, false),
        writable(Field::Status, "state", Writing::Optional, false),
        writable(Field::Description, "notes", Writing::Optional, true),
    ],
    platform_fields: PlatformFields {
        create: &[],
        update: &[],
        custom: None,
        basis: API,
    },
    idempotency_key: None,
    deletions: DeletionsFact::NOT_VISIBLE,
    limits: &[LimitFact {
        name: "page_size",
        value: 100,
        unit: "rows",
        basis: API,
    }],
    assumptions: &[Assumption {
        switch: "pageSizeMax",
        open: "how large a page can be",
        done: "a page that is shorter than asked for is followed by another as long as the total says so",
    }],
};

const fn fact(
    operation: Operation,
    call: Option<&'static str>,
    note: Option<&'static str>,
) -> OperationFact {
    OperationFact {
        operation,
        call,
        basis: API,
        note,
        kinds: &[],
    }
}

const fn writable(
    field: Field,
    platform_field: &'static str,
    create: Writing,
    nullable: bool,
) -> WritableFact {
    WritableFact {
        field,
        platform_field: Some(platform_field),
        create,
        update: Writing::Optional,
        nullable,
        basis: API,
        note: None,
    }
}

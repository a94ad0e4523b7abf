//! What a platform can do, as data: what is refused before any call, what `/capabilities` shows and
//! what the documents are made from.

use serde::Serialize;

use crate::task::Field;

/// What a platform can do.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Capabilities {
    /// Every operation, those that it does not have too.
    pub operations: &'static [OperationFact],
    /// The fields of a task that can be written; no other can.
    pub writable: &'static [WritableFact],
    /// What `platform_fields` of a draft or patch may hold.
    pub platform_fields: PlatformFields,
    /// Whether writes take an `Idempotency-Key`, and its source.
    pub idempotency_key: Option<Basis>,
    /// What it tells of tasks that were deleted.
    pub deletions: DeletionsFact,
    /// Sizes, rates and other bounds.
    pub limits: &'static [LimitFact],
    /// What the documents leave open or contradict each other on, and what is done about it.
    pub assumptions: &'static [Assumption],
}

/// What a client can be asked to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "they are the client's methods")]
pub enum Operation {
    List,
    Get,
    GetByPlatformId,
    Create,
    Update,
    Delete,
    Notify,
    Jobs,
    Count,
    Raw,
}

impl Operation {
    /// Every operation, in the order of the table.
    pub const ALL: [Self; 10] = [
        Self::List,
        Self::Get,
        Self::GetByPlatformId,
        Self::Create,
        Self::Update,
        Self::Delete,
        Self::Notify,
        Self::Jobs,
        Self::Count,
        Self::Raw,
    ];

    /// Its word on the wire.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::List => "list",
            Self::Get => "get",
            Self::GetByPlatformId => "get_by_platform_id",
            Self::Create => "create",
            Self::Update => "update",
            Self::Delete => "delete",
            Self::Notify => "notify",
            Self::Jobs => "jobs",
            Self::Count => "count",
            Self::Raw => "raw",
        }
    }
}

/// How sure a fact is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// A document of the platform says it; this one.
    Documented(&'static str),
    /// No document says it; this is why it is taken to be so. `cargo xtask probe` tells for an account.
    Assumed(&'static str),
}

/// Whether tasks that were deleted can be seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Deletions {
    /// A task that was deleted is in no answer any more, and nothing says that it was there.
    NotVisible,
}

impl Deletions {
    /// Its word on the wire.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NotVisible => "not_visible",
        }
    }
}

/// What is known of tasks that were deleted.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct DeletionsFact {
    /// Whether they can be seen.
    pub shown: Deletions,
    /// How sure that is.
    pub basis: Basis,
}

impl DeletionsFact {
    /// What is said where no document of the platform tells of a way to see them.
    pub const NOT_VISIBLE: Self = Self {
        shown: Deletions::NotVisible,
        basis: Basis::Assumed(
            "no document tells of deleted tasks: neither a list of them nor a mark on them",
        ),
    };
}

/// Whether the platform has an operation.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct OperationFact {
    /// The operation.
    pub operation: Operation,
    /// How it is asked (`POST /tasks`); null where the platform does not have it.
    pub call: Option<&'static str>,
    /// How sure that is.
    pub basis: Basis,
    /// What else should be known, in a sentence; what to do instead where it is missing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<&'static str>,
    /// The words that it takes, where it takes some (the kinds of `notify`).
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    pub kinds: &'static [&'static str],
}

impl OperationFact {
    /// An operation that the platform has.
    pub(super) const fn has(
        operation: Operation,
        call: &'static str,
        basis: Basis,
        note: Option<&'static str>,
    ) -> Self {
        Self {
            operation,
            call: Some(call),
            basis,
            note,
            kinds: &[],
        }
    }
}

/// Whether a field can be written when a task is created, or later.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Writing {
    /// Not at all.
    No,
    /// It may be there.
    Optional,
    /// It must be there.
    Required,
}

/// A field that can be written.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct WritableFact {
    /// The field of a task.
    pub field: Field,
    /// The platform's own field; null where it has none to write.
    pub platform_field: Option<&'static str>,
    /// When a task is created.
    pub create: Writing,
    /// When it is changed.
    pub update: Writing,
    /// Whether it can be made empty.
    pub nullable: bool,
    /// How sure that is.
    pub basis: Basis,
    /// What values it can have, in a sentence, where not all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<&'static str>,
}

/// What `platform_fields` may hold.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct PlatformFields {
    /// Names that a draft may give values to.
    pub create: &'static [&'static str],
    /// Names that a patch may give values to.
    pub update: &'static [&'static str],
    /// What a name of the user's own begins or goes on with (Sage Intacct's `nsp::name`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub custom: Option<&'static str>,
    /// How sure that is.
    pub basis: Basis,
}

/// A bound.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct LimitFact {
    /// What is bounded (`page_size`, `calls_per_hour`).
    pub name: &'static str,
    /// The bound.
    pub value: u64,
    /// In what (`rows`, `calls`, `characters`).
    pub unit: &'static str,
    /// How sure that is.
    pub basis: Basis,
}

/// Something that the documents leave open, under which the client is right either way.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Assumption {
    /// The simulator's switch for it.
    pub switch: &'static str,
    /// What is open.
    pub open: &'static str,
    /// What the client does about it.
    pub done: &'static str,
}

impl Capabilities {
    /// What is said of an operation.
    #[must_use]
    pub fn operation(&self, operation: Operation) -> Option<&'static OperationFact> {
        self.operations
            .iter()
            .find(|fact| fact.operation == operation)
    }

    /// What is said of a field.
    #[must_use]
    pub fn writable(&self, field: Field) -> Option<&'static WritableFact> {
        self.writable.iter().find(|fact| fact.field == field)
    }
}

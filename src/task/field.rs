//! The catalogue of a task's fields: the one source for the filter's checker, the documents and `/capabilities`.

use serde::Serialize;

/// A field of the unified task.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the catalogue says what each field is")]
pub enum Field {
    Id,
    PlatformId,
    Name,
    Status,
    CreatedAt,
    UpdatedAt,
    LastSyncedAt,
    PlatformUrl,
    PlatformStatus,
    Platform,
    ConnectionId,
    Description,
    StartAt,
    DueAt,
    CompletedAt,
    Assignees,
    AssigneeId,
    AssigneeName,
    AssigneeEmail,
    Project,
    ProjectId,
    ProjectName,
    ParentId,
    Priority,
    PercentComplete,
    IsBillable,
    IsMilestone,
    LoggedHours,
    PlatformData,
}

impl Serialize for Field {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

/// What a field holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldType {
    /// Text, compared by code point.
    Text,
    /// An instant, in milliseconds.
    Time,
    /// One of the six statuses.
    Status,
    /// One of the platforms' names.
    Platform,
    /// A decimal number.
    Number,
    /// True or false.
    Boolean,
    /// An object or a list of objects.
    Object,
}

/// When a field is given out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Expand {
    /// Always.
    Always,
    /// With `expand=details`.
    Details,
    /// With `expand=platform_data`.
    PlatformData,
}

/// What is known of a field.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct FieldInfo {
    /// The field itself.
    #[serde(skip)]
    pub field: Field,
    /// Its name on the wire and in filters.
    pub name: &'static str,
    /// What it holds.
    #[serde(rename = "type")]
    pub kind: FieldType,
    /// Whether it can be null.
    pub nullable: bool,
    /// Whether a task can have several values of it; a filter then asks whether one of them fits.
    pub list: bool,
    /// Whether a filter may name it.
    pub filterable: bool,
    /// Whether a sort may name it.
    pub sortable: bool,
    /// When it is given out.
    pub expand: Expand,
    /// What it means, in a sentence.
    pub description: &'static str,
}

const fn base(
    field: Field,
    name: &'static str,
    kind: FieldType,
    nullable: bool,
    description: &'static str,
) -> FieldInfo {
    FieldInfo {
        field,
        name,
        kind,
        nullable,
        list: false,
        filterable: true,
        sortable: true,
        expand: Expand::Always,
        description,
    }
}

const fn detail(
    field: Field,
    name: &'static str,
    kind: FieldType,
    description: &'static str,
) -> FieldInfo {
    FieldInfo {
        field,
        name,
        kind,
        nullable: true,
        list: false,
        filterable: true,
        sortable: false,
        expand: Expand::Details,
        description,
    }
}

/// A part of the objects in a list.
const fn element(
    field: Field,
    name: &'static str,
    kind: FieldType,
    description: &'static str,
) -> FieldInfo {
    let mut info = detail(field, name, kind, description);
    info.list = true;
    info
}

/// Every field, in the order in which it is given out.
pub static CATALOGUE: [FieldInfo; 29] = [
    base(
        Field::Id,
        "id",
        FieldType::Text,
        false,
        "The unified id: URL-safe, stable, made of the connection and the platform's path.",
    ),
    base(
        Field::PlatformId,
        "platform_id",
        FieldType::Text,
        false,
        "The platform's own id of the task.",
    ),
    base(
        Field::Name,
        "name",
        FieldType::Text,
        false,
        "What the task is called.",
    ),
    base(
        Field::Status,
        "status",
        FieldType::Status,
        false,
        "Where the task stands: not_started, planned, in_progress, completed, on_hold or unknown; a sort keeps this order.",
    ),
    base(
        Field::CreatedAt,
        "created_at",
        FieldType::Time,
        true,
        "When the task was created on its platform.",
    ),
    base(
        Field::UpdatedAt,
        "updated_at",
        FieldType::Time,
        true,
        "When the task was last changed on its platform.",
    ),
    base(
        Field::LastSyncedAt,
        "last_synced_at",
        FieldType::Time,
        false,
        "When this walk began to read the task's connection.",
    ),
    base(
        Field::PlatformUrl,
        "platform_url",
        FieldType::Text,
        true,
        "Where the task is shown on its platform, if a document says so.",
    ),
    base(
        Field::PlatformStatus,
        "platform_status",
        FieldType::Text,
        true,
        "The platform's own word for the status.",
    ),
    base(
        Field::Platform,
        "platform",
        FieldType::Platform,
        false,
        "The platform that holds the task.",
    ),
    base(
        Field::ConnectionId,
        "connection_id",
        FieldType::Text,
        false,
        "The connection that the task came through.",
    ),
    detail(
        Field::Description,
        "description",
        FieldType::Text,
        "The task's longer text.",
    ),
    detail(
        Field::StartAt,
        "start_at",
        FieldType::Time,
        "When work is to begin.",
    ),
    detail(
        Field::DueAt,
        "due_at",
        FieldType::Time,
        "When the task is to be done.",
    ),
    detail(
        Field::CompletedAt,
        "completed_at",
        FieldType::Time,
        "When the task was done.",
    ),
    element(
        Field::Assignees,
        "assignees",
        FieldType::Object,
        "Who works on it: a list of {id, name, email}.",
    ),
    element(
        Field::AssigneeId,
        "assignees.id",
        FieldType::Text,
        "The platform's id of somebody who works on it.",
    ),
    element(
        Field::AssigneeName,
        "assignees.name",
        FieldType::Text,
        "The name of somebody who works on it.",
    ),
    element(
        Field::AssigneeEmail,
        "assignees.email",
        FieldType::Text,
        "The address of somebody who works on it.",
    ),
    detail(
        Field::Project,
        "project",
        FieldType::Object,
        "What it belongs to: {id, name}.",
    ),
    detail(
        Field::ProjectId,
        "project.id",
        FieldType::Text,
        "The platform's id of what it belongs to.",
    ),
    detail(
        Field::ProjectName,
        "project.name",
        FieldType::Text,
        "The name of what it belongs to.",
    ),
    detail(
        Field::ParentId,
        "parent_id",
        FieldType::Text,
        "The platform's id of the task above it.",
    ),
    detail(
        Field::Priority,
        "priority",
        FieldType::Text,
        "The platform's word or number for its priority.",
    ),
    detail(
        Field::PercentComplete,
        "percent_complete",
        FieldType::Number,
        "How much of it is done, from 0 to 1.",
    ),
    detail(
        Field::IsBillable,
        "is_billable",
        FieldType::Boolean,
        "Whether its time is billed.",
    ),
    detail(
        Field::IsMilestone,
        "is_milestone",
        FieldType::Boolean,
        "Whether it is a milestone.",
    ),
    detail(
        Field::LoggedHours,
        "logged_hours",
        FieldType::Number,
        "Hours logged on it.",
    ),
    FieldInfo {
        field: Field::PlatformData,
        name: "platform_data",
        kind: FieldType::Object,
        nullable: false,
        list: true,
        filterable: true,
        sortable: false,
        expand: Expand::PlatformData,
        description: "The platform's own record, less what looks like a secret.",
    },
];

impl Field {
    /// What the catalogue says of the field.
    #[must_use]
    pub fn info(self) -> &'static FieldInfo {
        // The catalogue lists the fields in the order of the enum, which a test holds it to.
        CATALOGUE.get(self as usize).unwrap_or(&CATALOGUE[0])
    }

    /// The field's name on the wire and in filters.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.info().name
    }

    /// The field that is given out and holds this one: `project` for `project.id`, itself for most.
    #[must_use]
    pub fn whole(self) -> Self {
        match self {
            Self::AssigneeId | Self::AssigneeName | Self::AssigneeEmail => Self::Assignees,
            Self::ProjectId | Self::ProjectName => Self::Project,
            other => other,
        }
    }

    /// The field of a name, exactly as written.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        CATALOGUE
            .iter()
            .find(|info| info.name == name)
            .map(|info| info.field)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_catalogue_stands_in_the_order_of_the_fields() {
        for (at, info) in CATALOGUE.iter().enumerate() {
            assert_eq!(info.field as usize, at, "{}", info.name);
            assert_eq!(info.field.info().name, info.name);
            assert_eq!(Field::parse(info.name), Some(info.field));
        }
    }
}

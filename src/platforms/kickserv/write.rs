//! Writes.

use crate::platforms::Operations;

use super::connection::Connection;

impl Operations for Connection {}

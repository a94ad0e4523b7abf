//! Where tokens outlive the module: the user's store.

use futures_util::future::LocalBoxFuture;

use super::Tokens;
use crate::error::Result;

/// Keeps the tokens of connections. Some platforms give a new refresh token each time and end the old
/// one: whoever loses the new one has to ask a person to sign in again. So new tokens are saved here
/// before they are used.
pub trait TokenStore {
    /// The tokens of a connection that were saved last; `None` if there are none.
    ///
    /// # Errors
    /// `token_store` if they cannot be read.
    fn load(&self, connection_id: &str) -> LocalBoxFuture<'static, Result<Option<Tokens>>>;

    /// Saves the tokens of a connection over those that were saved before.
    ///
    /// # Errors
    /// `token_store` if they cannot be saved.
    fn save(&self, connection_id: &str, tokens: &Tokens) -> LocalBoxFuture<'static, Result<()>>;
}

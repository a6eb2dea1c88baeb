"""The Reconnect compendium: a study folder goes in, a published report comes out."""

"""Which tables belong to nobody."""

GLOBAL_TABLES = {
    "identity_challenge": "challenges for passkeys, given out before anybody is known",
    "identity_sign_in_failure": "failed sign-ins, counted before anybody is known",
    "kernel_data_key": "wrapped keys of the installation",
    "kernel_id_counter": "SQLite's source of ids",
    "kernel_scheduled_run": "when the clock last started what",
}
"""Every table that belongs to nobody, and what it is; the application's own role cannot touch them."""

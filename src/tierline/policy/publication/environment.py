"""The variables of the environment by which an installation names its keys."""

KEY = "TIERLINE_POLICY_KEY"
"""Where the key lies that signs the log."""

PUBLIC_KEY = "TIERLINE_POLICY_PUBLIC_KEY"
"""The public half that the log of a folder has to be signed for, on a machine that only rates."""

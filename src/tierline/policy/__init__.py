"""Policy packs: dated, cited values, loaded and checked."""

// Keys, dialogs and live regions of the pages, each in a module of its own beside this one.

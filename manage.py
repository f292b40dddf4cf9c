#!/usr/bin/env python
"""The same commands as `fengqiao`, for those who expect Django's own name."""

from config.cli import main

if __name__ == "__main__":
    main()

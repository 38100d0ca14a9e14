"""The timeline as a picture: milestones by year and type, each as long as the time that its sources leave open.

What is drawn where is worked out in ``layout``, which knows no drawing library; ``drawing`` is the one home of
matplotlib.
"""

from __future__ import annotations

"""Real user agents calling each other across an impairing wire, with known truth.

``wire`` joins two network namespaces and impairs what crosses, ``agents`` drives baresip and Linphone, ``cases`` says
what is done to a call and what a right verdict is at either end, ``run`` carries one call out.
"""

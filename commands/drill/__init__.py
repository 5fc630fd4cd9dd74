"""`/drill`: the emergency plan, drill plans, drills and their reports (contract 7.2 (8), appendix *emergency*)."""
